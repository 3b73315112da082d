using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Data;
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

    /// <summary>A resolved recipe of 3 epochs of 6 steps on 216 images.</summary>
    public static Settings Recipe(string method) => Settings.Of(
        ("data.name", "shapes"), ("data.root", ""), ("data.validation", 0.1), ("data.limit", 240), ("data.images", 240),
        ("data.seed", 1), ("augment.pipeline", "simclr"), ("augment.crop_min", 0.08),
        ("method.name", method), ("method.temperature", 0.2), ("method.queue", 80), ("method.momentum", 0.9),
        ("method.momentum_end", 0.99),
        ("encoder.name", "resnet18"), ("encoder.stem", "cifar"), ("encoder.width", 8), ("encoder.weights", ""),
        ("projector.hidden", 16), ("projector.output", 8), ("projector.norm", true),
        ("train.epochs", 3), ("train.batch", 36), ("train.optimizer", "sgd"), ("train.lr", 0.05),
        ("train.momentum", 0.9), ("train.warmup_epochs", 1), ("train.warmup_lr", 0.01), ("train.weight_decay", 1e-4),
        ("train.precision", "fp32"), ("train.threads", 1), ("train.collapse", false),
        ("evaluate.knn.k", 10), ("evaluate.knn.temperature", 0.07), ("evaluate.knn.every_epochs", 2),
        ("evaluate.linear.epochs", 5), ("evaluate.linear.lr", 1), ("evaluate.linear.batch", 32),
        ("evaluate.untrained", true));

    public static AttemptOrder Order(Settings recipe, long attempt = 1, CheckpointRef? from = null) => new()
    {
        Run = new RunId("test/1/1"),
        Attempt = new AttemptNumber(attempt),
        Recipe = recipe,
        Seed = 42,
        Checkpoint = from,
        CheckpointEvery = TimeSpan.FromHours(1),
    };

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
    public static AttemptEnd Train(IBlobStore blobs, AttemptOrder order, Ear? ear = null, TimeProvider? time = null)
    {
        var data = new ResidentData(_ => Result<ImageSplits>.Valid(Images.Value));
        using var silent = new Ear();
        ear ??= silent;
        AttemptEnd? end = null;
        var thread = new Thread(() =>
            end = new Trainer(blobs, time ?? TimeProvider.System, data).Train(order, ear, ear.Stop));
        thread.Start();
        thread.Join();
        return end!;
    }
}
