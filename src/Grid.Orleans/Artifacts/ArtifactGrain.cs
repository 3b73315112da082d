using System.Diagnostics;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Orleans.Runs;
using Grid.Orleans.Shells;
using Microsoft.Extensions.Logging;

namespace Grid.Orleans.Artifacts;

/// <summary>The shell of an artifact.</summary>
[GrainType("artifact")]
public sealed class ArtifactGrain(
    IRowStore store, IBlobStore blobs, TimeProvider time, ILogger<ArtifactGrain> logger)
    : Shell<ArtifactState, ArtifactEvent, ArtifactEffect>(store, ArtifactFormat.Instance, time, logger), IArtifactGrain
{
    /// <inheritdoc/>
    public Task Request(ArtifactSpec spec, RunId by, SweepId @for) =>
        Take(new ArtifactEvent.Requested(spec, by, @for) { At = Now });

    /// <inheritdoc/>
    public Task Leave(RunId by) => Take(new ArtifactEvent.Left(by) { At = Now });

    /// <inheritdoc/>
    public async Task Count(RunEnd end)
    {
        if (State is not null)
        {
            var bytes = await BytesOf(State.Spec.Output);
            await Take(new ArtifactEvent.BuildEnded(end, bytes) { At = Now });
        }
    }

    /// <inheritdoc/>
    public Task Forget(SweepId sweep) => Take(new ArtifactEvent.SweepDeleted(sweep) { At = Now });

    /// <inheritdoc/>
    public async Task<ArtifactSummary?> Delete()
    {
        await Take(new ArtifactEvent.DeleteRequested { At = Now });
        return State is { } state ? ArtifactSummary.Of(state) : null;
    }

    /// <inheritdoc/>
    protected override Transition<ArtifactState?, ArtifactEffect> Step(ArtifactState? state, ArtifactEvent @event) =>
        Artifact.Step(state, @event);

    /// <inheritdoc/>
    protected override JournalRow JournalOf(ArtifactEvent @event) => new(
        ArtifactFormat.Instance.Kind, Key, @event.At,
        JsonSerializer.Serialize(ArtifactFormat.Pack(@event), GridJson.Default.ArtifactEvent));

    /// <inheritdoc/>
    protected override GrainRows Summarize(GrainRows rows, ArtifactState state) =>
        rows with { Artifact = ArtifactSummary.Of(state) };

    /// <inheritdoc/>
    protected override string LaneOf(ArtifactEffect effect) => ArtifactOutbox.LaneOf(effect);

    /// <inheritdoc/>
    protected override bool IsWanted(ArtifactState state, ArtifactEffect effect) =>
        ArtifactOutbox.IsWanted(state, effect);

    /// <inheritdoc/>
    protected override Task Perform(ArtifactState state, ArtifactEffect effect) => effect switch
    {
        ArtifactEffect.StartBuild x => Run(x.Spec.Id).Create(x.Spec),
        ArtifactEffect.PauseBuild x => Run(x.Run).Pause(x.Request),
        ArtifactEffect.ResumeBuild x => Run(x.Run).Resume(x.Request),
        ArtifactEffect.CancelBuild x => Run(x.Run).Cancel($"{state.Spec.Id} was deleted"),
        ArtifactEffect.TellReady x => Run(x.Run).Meet(state.Spec.Id),
        ArtifactEffect.TellFailed x => Run(x.Run).Miss(state.Spec.Id, x.Reason),
        ArtifactEffect.DeleteOutput => DeleteOutput(state.Spec.Output),
        _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of an artifact"),
    };

    private IRunGrain Run(RunId id) => GrainFactory.Grain<IRunGrain>(id.Value);

    private async Task<long?> BytesOf(string name)
    {
        await foreach (var entry in blobs.List(name))
        {
            if (entry.Name == name)
            {
                return entry.Bytes;
            }
        }

        return null;
    }

    // What belongs to an output, its picture and the parts of unfinished builds, is named after it.
    private async Task DeleteOutput(string name)
    {
        var all = new List<string>();
        await foreach (var entry in blobs.List(name))
        {
            all.Add(entry.Name);
        }

        foreach (var one in all)
        {
            await blobs.Delete(one);
        }
    }
}
