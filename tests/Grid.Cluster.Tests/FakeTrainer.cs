using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Grid.Core.Checkpoints;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Core.Recipes;

namespace Grid.Cluster.Tests;

/// <summary>
/// Trains nothing in "train.steps" steps of "train.step_ms" each, with a checkpoint every "train.checkpoint_steps".
/// Its result is a function of the recipe and the seed, as a real one's is.
/// </summary>
public sealed class FakeTrainer(IBlobStore blobs) : ITrainer
{
    /// <summary>Called before every step.</summary>
    public Action<AttemptOrder, long>? Stepping { get; set; }

    /// <summary>Called once at the start of an attempt.</summary>
    public Action<AttemptOrder>? Beginning { get; set; }

    public AttemptEnd Train(AttemptOrder order, IAttemptReporter reporter, CancellationToken stop)
    {
        var steps = Setting(order, "train.steps", 3);
        var pause = Setting(order, "train.step_ms", 0);
        var every = Setting(order, "train.checkpoint_steps", 1);
        var checkpoint = order.Checkpoint;
        Beginning?.Invoke(order);
        reporter.Log($"attempt {order.Attempt} begins at step {checkpoint?.Step ?? 0}");
        for (var step = checkpoint?.Step ?? 0; step < steps; step++)
        {
            Stepping?.Invoke(order, step);
            if (stop.IsCancellationRequested)
            {
                return new AttemptEnd.Stopped(checkpoint?.Step == step ? checkpoint : Save(order, step, steps));
            }

            if (pause > 0)
            {
                Thread.Sleep((int)pause);
            }

            reporter.Progress(new() { Step = step + 1, Steps = steps, ImagesPerSecond = 100 });
            reporter.Metrics([new("train.loss", [step + 1], [1.0 / (step + 1)])]);
            if ((step + 1) % every == 0 && step + 1 < steps)
            {
                reporter.Checkpointed(checkpoint = Save(order, step + 1, steps));
            }
        }

        var score = order.Recipe["x"] is Value.Number x ? x.Amount : 0;
        var metrics = ImmutableSortedDictionary<string, double>.Empty.Add("val.score", score);
        return new AttemptEnd.Finished(metrics, Save(order, steps, steps));
    }

    private static long Setting(AttemptOrder order, string path, long otherwise) =>
        order.Recipe[path] is Value.Number x ? (long)x.Amount : otherwise;

    private CheckpointRef Save(AttemptOrder order, long step, long steps)
    {
        var blob = $"{CheckpointRef.FolderOf(order.Run)}blobs/{step}";
        blobs.PutIfAbsent(blob, Encoding.UTF8.GetBytes(blob)).GetAwaiter().GetResult();
        var manifest = new CheckpointManifest
        {
            Run = order.Run,
            Attempt = order.Attempt,
            Step = step,
            Steps = steps,
            RecipeHash = order.Recipe.Hash(),
            Seed = order.Seed,
            Decided = Settings.Empty,
            Environment = Settings.Empty,
            Blobs = [new("state", blob, "0", 10)],
        };
        var name = $"{CheckpointRef.FolderOf(order.Run)}{order.Attempt}-{step}.json";
        var text = JsonSerializer.SerializeToUtf8Bytes(manifest, GridJson.Default.CheckpointManifest);
        blobs.PutIfAbsent(name, text).GetAwaiter().GetResult();
        return new(name, "0", step, 10);
    }
}
