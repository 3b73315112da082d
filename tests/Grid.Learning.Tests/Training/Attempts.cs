using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Methods;
using Grid.Learning.Stages;
using Grid.Learning.Training;

namespace Grid.Learning.Tests.Training;

/// <summary>Hears what a trainer tells; may stop it at a step.</summary>
internal sealed class Ear(long stopAtStep = long.MaxValue, Action<AttemptProgress>? onProgress = null)
    : IAttemptReporter, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public CancellationToken Stop => _stop.Token;

    public List<AttemptProgress> Beats { get; } = [];

    public List<CheckpointRef> Checkpoints { get; } = [];

    public List<string> Lines { get; } = [];

    public SortedDictionary<string, List<(long Step, double Value)>> Points { get; } = new(StringComparer.Ordinal);

    public void Progress(AttemptProgress progress)
    {
        Beats.Add(progress);
        onProgress?.Invoke(progress);
        if (progress.Step >= stopAtStep)
        {
            _stop.Cancel();
        }
    }

    public void Metrics(ImmutableArray<MetricSeries> series)
    {
        foreach (var one in series)
        {
            if (!Points.TryGetValue(one.Name, out var points))
            {
                Points.Add(one.Name, points = []);
            }

            points.AddRange(one.Steps.Zip(one.Values));
        }
    }

    public void Checkpointed(CheckpointRef checkpoint) => Checkpoints.Add(checkpoint);

    public void Log(string line) => Lines.Add(line);

    public void Dispose() => _stop.Dispose();
}

/// <summary>Small orders on procedural images.</summary>
internal static class Attempts
{
    private static readonly Lazy<ImageSplits> Images = new(() => DataSets.Load(Recipe("simclr")).Value!);

    /// <summary>The images that all of them see.</summary>
    public static ImageSplits Splits => Images.Value;

    /// <summary>The blob that orders name as their synthetic positives.</summary>
    public const string Positives = "artifacts/positives.npy";

    /// <summary>All settings there are.</summary>
    public static RecipeSchema Schema { get; } = new(MethodCatalog.Specs, [.. DataSets.All.Select(x => x.Name)]);

    /// <summary>A resolved recipe of 3 epochs of 6 steps on 216 images.</summary>
    public static Settings Recipe(string method)
    {
        var given = Settings.Of(
            ("data.name", "shapes"), ("data.limit", 240), ("data.images", 240), ("data.seed", 1),
            ("augment.pipeline", "simclr"), ("encoder.width", 8),
            ("projector.hidden", 16), ("projector.output", 8), ("projector.norm", true),
            ("train.epochs", 3), ("train.batch", 36), ("train.optimizer", "sgd"), ("train.lr", 0.05),
            ("train.warmup_epochs", 1), ("train.warmup_lr", 0.01), ("train.weight_decay", 1e-4),
            ("train.precision", "fp32"), ("evaluate.knn.k", 10), ("evaluate.knn.every_epochs", 2),
            ("evaluate.linear.epochs", 5), ("evaluate.linear.batch", 32));
        var small = Settings.Of(("method.queue", 80), ("method.momentum", 0.9), ("method.momentum_end", 0.99),
            ("method.predictor_hidden", 16), ("method.heads", 2));
        var fitting = Settings.Of(
            small.Where(x => Schema.Find(x.Key, method) is not null).Select(x => (x.Key, x.Value)));
        return Schema.Resolve(given.Overlay(fitting), method).Value!;
    }

    public static AttemptOrder Order(Settings recipe, long attempt = 1, CheckpointRef? from = null) => new()
    {
        Run = new RunId("test/1/1"),
        Attempt = new AttemptNumber(attempt),
        Recipe = recipe,
        Seed = 42,
        Checkpoint = from,
        CheckpointEvery = TimeSpan.FromHours(1),
        Artifacts = AttemptOrder.NoArtifacts.Add(StageCatalog.Synthesis, Positives),
    };

    /// <summary>A store with synthetic positives of all images, 3 each: other images of the set.</summary>
    public static MemoryBlobs WithPositives()
    {
        var images = Splits.Train;
        var file = CandidateArray.Empty(images, 3, out var pixels);
        for (var at = 0; at < 3 * images.Count; at++)
        {
            images.Image((at + 3) % images.Count).CopyTo(pixels.Span[(at * images.ImageBytes)..]);
        }

        return new MemoryBlobs { [Positives] = file };
    }

    /// <summary>The manifest of a checkpoint whose recipe has the hash "aaa...".</summary>
    public static CheckpointManifest Manifest(long step) => new()
    {
        Run = new RunId("test/1/1"),
        Attempt = new AttemptNumber(1),
        Step = step,
        Steps = 18,
        RecipeHash = new string('a', 64),
        Seed = 42,
        Decided = Settings.Empty,
        Environment = Settings.Empty,
        Blobs = [],
    };

    /// <summary>Trains on a thread of its own, as devices do.</summary>
    public static AttemptEnd Train(IBlobStore blobs, AttemptOrder order, Ear? ear = null, TimeProvider? time = null,
        ResidentData? data = null, long? free = null)
    {
        data ??= new ResidentData(_ => Result<ImageSplits>.Valid(Images.Value));
        using var silent = new Ear();
        ear ??= silent;
        AttemptEnd? end = null;
        var thread = new Thread(() =>
            end = new Trainer(blobs, time ?? TimeProvider.System, data) { FreeBytes = () => free }
                .Train(order, ear, ear.Stop));
        thread.Start();
        thread.Join();
        return end!;
    }
}
