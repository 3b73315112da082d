using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Server.Tests;

/// <summary>A grid that knows one sweep with one run, and writes down what it was asked.</summary>
internal sealed class FakeGrid : IGrid
{
    public List<object> Asked { get; } = [];

    public Exception? Failure { get; set; }

    /// <summary>Completes when somebody watches a sweep that never ends.</summary>
    public TaskCompletionSource Watched { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Result<Submission>> Submit(SweepSpec spec, CancellationToken cancellation = default) => Answer(
        spec, spec.Replicas > 0
            ? Result<Submission>.Valid(new(new(spec.Name), true))
            : Result<Submission>.Invalid(Samples.Faults));

    public Task<Result<SweepSummary>> PauseSweep(SweepId id, CancellationToken cancellation = default) =>
        Answer(("pause", id), Known(id));

    public Task<Result<SweepSummary>> ResumeSweep(SweepId id, CancellationToken cancellation = default) =>
        Answer(("resume", id), Known(id));

    public Task<Result<SweepSummary>> CancelSweep(
        SweepId id, string reason, CancellationToken cancellation = default) =>
        Answer(("cancel", id, reason), Known(id));

    public Task<Result<RunSummary>> CancelRun(RunId id, string reason, CancellationToken cancellation = default) =>
        Answer(("cancel", id, reason), Known(id));

    public Task<Result<RunSummary>> PauseRun(RunId id, CancellationToken cancellation = default) =>
        Answer(("pause", id), Known(id));

    public Task<Result<RunSummary>> ResumeRun(RunId id, CancellationToken cancellation = default) =>
        Answer(("resume", id), Known(id));

    public Task<Page<SweepSummary>> Sweeps(SweepQuery query, CancellationToken cancellation = default) =>
        Answer(query, new Page<SweepSummary>([Samples.Sweep], 17));

    public Task<Result<SweepSummary>> Sweep(string idOrName, CancellationToken cancellation = default) =>
        Answer(idOrName, Known(new SweepId(idOrName)));

    public Task<Page<RunSummary>> Runs(RunQuery query, CancellationToken cancellation = default) =>
        Answer(query, new Page<RunSummary>([Samples.Run], 23));

    public Task<Result<RunDetail>> Run(RunId id, CancellationToken cancellation = default) => Answer(
        id, id == Samples.Run.Id ? Result<RunDetail>.Valid(Samples.Detail) : Unknown<RunDetail>(id.Value));

    public Task<Result<SweepResults>> Results(SweepId id, CancellationToken cancellation = default) => Answer(
        id, id == Samples.Sweep.Id ? Result<SweepResults>.Valid(Samples.Results) : Unknown<SweepResults>(id.Value));

    public Task<Result<ImmutableArray<MetricSeries>>> Metrics(
        RunId id, ImmutableArray<string> names, int maxPoints = 1000, CancellationToken cancellation = default) =>
        Answer((id, string.Join('|', names), maxPoints), Result<ImmutableArray<MetricSeries>>.Valid(Samples.Metrics));

    public Task<Result<ImmutableArray<LogLine>>> Log(
        RunId id, int maxLines = 1000, CancellationToken cancellation = default) =>
        Answer((id, maxLines), Result<ImmutableArray<LogLine>>.Valid(Samples.Log));

    public Task<ImmutableArray<ArtifactSummary>> Artifacts(CancellationToken cancellation = default) =>
        Answer<ImmutableArray<ArtifactSummary>>("artifacts", [Samples.Artifact.Summary]);

    public Task<Result<ArtifactDetail>> Artifact(ArtifactId id, CancellationToken cancellation = default) => Answer(
        id, id == Samples.Artifact.Spec.Id
            ? Result<ArtifactDetail>.Valid(Samples.Artifact) : Unknown<ArtifactDetail>(id.Value));

    public Task<Result<ArtifactSummary>> DeleteArtifact(ArtifactId id, CancellationToken cancellation = default) =>
        Answer(("delete", id), id == Samples.Artifact.Spec.Id
            ? Result<ArtifactSummary>.Valid(Samples.Artifact.Summary) : Unknown<ArtifactSummary>(id.Value));

    public Task<Result<SweepSummary>> DeleteSweep(SweepId id, CancellationToken cancellation = default) =>
        Answer(("delete", id), Known(id));

    public Task<Result<Explanation>> Why(string id, CancellationToken cancellation = default) => Answer(
        id, id == Samples.Why.Id ? Result<Explanation>.Valid(Samples.Why) : Unknown<Explanation>(id));

    public Task<ImmutableArray<DeviceSummary>> Devices(CancellationToken cancellation = default) =>
        Answer<ImmutableArray<DeviceSummary>>("devices", [Samples.Device]);

    public async IAsyncEnumerable<SweepUpdate> Watch(
        SweepId id, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        yield return Samples.Update;
        if (id == Samples.Endless)
        {
            Watched.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        yield return Samples.Update with { Progress = [] };
    }

    private Task<T> Answer<T>(object asked, T answer)
    {
        Asked.Add(asked);
        return Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(answer);
    }

    private static Result<SweepSummary> Known(SweepId id) =>
        id == Samples.Sweep.Id ? Result<SweepSummary>.Valid(Samples.Sweep) : Unknown<SweepSummary>(id.Value);

    private static Result<RunSummary> Known(RunId id) =>
        id == Samples.Run.Id ? Result<RunSummary>.Valid(Samples.Run) : Unknown<RunSummary>(id.Value);

    private static Result<T> Unknown<T>(string id) =>
        Result<T>.Invalid(new Diagnostic("id", $"there is no '{id}'", "list them with: grid sweep list"));
}
