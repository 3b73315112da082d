using System.Diagnostics;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Checkpoints;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Methods;
using Grid.Learning.Stages;
using Grid.Learning.Torch;
using Grid.Learning.Views;
using TorchSharp;

namespace Grid.Learning.Training;

/// <summary>Trains contrastive encoders on libtorch, and builds what they share. One trainer serves all attempts of a
/// process, each on its own thread.</summary>
/// <param name="blobs">Where artifacts come from, and where they and checkpoints go.</param>
/// <param name="time">The clock of progress and checkpoints.</param>
/// <param name="data">Image sets in memory.</param>
public sealed class Trainer(IBlobStore blobs, TimeProvider time, ResidentData data) : ITrainer
{
    private readonly ResidentCandidates _candidates = new(blobs);

    /// <summary>Tells what the blob store has room for, in bytes; null where that is not known.</summary>
    public Func<long?> FreeBytes { get; init; } = () => null;

    /// <summary>A trainer that loads the product's own data sets.</summary>
    public Trainer(IBlobStore blobs, TimeProvider time) : this(blobs, time, new ResidentData(DataSets.Load))
    {
    }

    /// <inheritdoc/>
    public AttemptEnd Train(AttemptOrder order, IAttemptReporter reporter, CancellationToken stop)
    {
        _ = ActivityContext.TryParse(order.TraceParent, null, isRemote: true, out var parent);
        using var span = Telemetry.Source.StartActivity("stage", ActivityKind.Internal, parent);
        span?.SetTag("grid.stage", order.Build?.Stage).SetTag("grid.run", order.Run.Value)
            .SetTag("grid.attempt", order.Attempt.Value);
        try
        {
            var end = order.Build is { } build
                ? new StageBuilder(blobs, time, data, FreeBytes).Build(order, build, reporter, stop)
                : Attempt(order, reporter, stop);
            span?.SetTag("grid.end", end.GetType().Name);
            return end;
        }
        // The edge of the science: whatever happens in it is a fact about the attempt, never the end of the process.
#pragma warning disable CA1031
        catch (Exception fault)
#pragma warning restore CA1031
        {
            span?.SetStatus(ActivityStatusCode.Error, fault.Message);
            reporter.Log(fault.ToString());
            return Failures.Of(fault);
        }
    }

    private AttemptEnd Attempt(AttemptOrder order, IAttemptReporter reporter, CancellationToken stop)
    {
        Natives.StartThread(order.Recipe.Integer("train.threads"));
        var splits = data.Load(order.Recipe);
        if (!splits.IsValid)
        {
            return Failures.Of(splits.Faults);
        }

        var plan = TrainingPlan.Of(order.Recipe, splits.Value.Train);
        if (!plan.IsValid)
        {
            return Failures.Of(plan.Faults);
        }

        var candidates = plan.Value.Method.Needs.Positives == Positives.Synthetic
            ? _candidates.Load(order, splits.Value.Train)
            : null;
        if (candidates is { IsValid: false })
        {
            return Failures.Of(candidates.Faults);
        }

        var loaded = Resume(order);
        if (loaded is { IsValid: false })
        {
            return Failures.OfCheckpoint(loaded.Faults);
        }

        var resumed = loaded?.Value;
        var decided = resumed?.Manifest.Decided ?? Decide(plan.Value, splits.Value);
        if (decided["data.sha256"] != (Value)splits.Value.Train.Sha256)
        {
            return Failures.Of([new Diagnostic("data.name", "the images are not those the run began with",
                "bring the old files back, or start the run again")]);
        }

        FlagDifferences(resumed?.Manifest.Environment, reporter);
        return Train(new Job(order, plan.Value, splits.Value, candidates?.Value, resumed, decided), reporter, stop);
    }

    private AttemptEnd Train(Job job, IAttemptReporter reporter, CancellationToken stop)
    {
        var (order, plan, splits, candidates, resumed, decided) = job;
        using var state = new TrainingState(plan, order.Seed, Natives.Device);
        var checkpointing = new Checkpointing(new CheckpointWriter(blobs), state,
            CheckpointLayout.Begin(order, plan.Steps, order.Seed, decided), order.CheckpointEvery, time, reporter);
        if (resumed is null && plan.EncoderWeights is { } weights
            && state.StartFrom(weights) is { IsEmpty: false } faults)
        {
            return Failures.Of(faults);
        }

        if (resumed is not null)
        {
            state.Read(resumed.Blobs);
            checkpointing.ResumedFrom(order.Checkpoint!);
        }

        var type = decided.Text("train.precision") == "bf16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
        using var pixels = new Pixels(Normalization.Of(splits.Train.Name), type, Natives.Device);
        ViewWriter writer = Natives.Device.type == DeviceType.CUDA
            ? new TensorAugmenter(order.Recipe, Natives.Device).Write
            : new Augmenter(order.Recipe).Write;
        using var views = new ViewBatch(plan, splits.Train, candidates, writer, pixels);
        return new AttemptLoop(new AttemptParts
        {
            Plan = plan,
            Seed = order.Seed,
            Images = splits.Train,
            State = state,
            Views = views,
            Evaluation = new Evaluation(plan, splits, pixels, writer, order.Seed),
            Checkpointing = checkpointing,
            Meter = new ProgressMeter(reporter, time, plan.Steps, plan.Batch),
            Metrics = new MetricLog(reporter, state),
            Log = reporter.Log,
        }, stop).Run();
    }

    private Result<LoadedCheckpoint>? Resume(AttemptOrder order) => order.Checkpoint is { } checkpoint
        ? new CheckpointReader(blobs).ReadFor(checkpoint, order.Recipe.Hash()).GetAwaiter().GetResult()
        : null;

    private static Settings Decide(TrainingPlan plan, ImageSplits splits)
    {
        var auto = Processor.PrefersBfloat16 ? "bf16" : "fp32";
        return Settings.Of(
            ("train.precision", plan.Precision == "auto" ? auto : plan.Precision),
            ("train.threads", plan.Threads),
            ("data.sha256", splits.Train.Sha256));
    }

    private static void FlagDifferences(Settings? then, IAttemptReporter reporter)
    {
        var now = Processor.Facts();
        foreach (var (name, value) in then ?? Settings.Empty)
        {
            if (now[name] != value)
            {
                reporter.Log($"resumed where {name} is '{now[name]}', it was '{value}': bits may change from here");
            }
        }
    }

    private sealed record Job(AttemptOrder Order, TrainingPlan Plan, ImageSplits Splits, CandidateArray? Candidates,
        LoadedCheckpoint? Resumed, Settings Decided);
}
