using System.Diagnostics;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Search;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Grid.Orleans.Runs;
using Grid.Orleans.Shells;
using Microsoft.Extensions.Logging;

namespace Grid.Orleans.Sweeps;

/// <summary>The shell of a sweep.</summary>
[GrainType("sweep")]
public sealed class SweepGrain(IRowStore store, TimeProvider time, ILogger<SweepGrain> logger)
    : Shell<SweepState, SweepEvent, SweepEffect>(store, Format, time, logger), ISweepGrain
{
    private readonly IRowStore _store = store;

    private static readonly EnvelopeFormat<SweepState, SweepEffect> Format =
        new("sweep", 1, GridJson.Default.SweepState, GridJson.Default.SweepEffect, Pack, Unpack);

    private long? _plannedTrials;

    /// <inheritdoc/>
    public Task Submit(SweepSpec spec) => Take(new SweepEvent.Submitted(new(Key), spec) { At = Now });

    /// <inheritdoc/>
    public Task Wake() => Take(new SweepEvent.Woken { At = Now }, isCheck: true);

    /// <inheritdoc/>
    public Task Count(RunEnd end) => Take(new SweepEvent.RunEnded(end) { At = Now });

    /// <inheritdoc/>
    public Task<SweepSummary?> Pause() => Ask(new SweepEvent.PauseRequested { At = Now });

    /// <inheritdoc/>
    public Task<SweepSummary?> Resume() => Ask(new SweepEvent.ResumeRequested { At = Now });

    /// <inheritdoc/>
    public Task<SweepSummary?> Cancel(string reason) => Ask(new SweepEvent.CancelRequested(reason) { At = Now });

    /// <inheritdoc/>
    public async Task Delete()
    {
        if (State is { HasEnded: true } state)
        {
            await _store.Delete(state.Id);
            DeactivateOnIdle();
        }
    }

    /// <inheritdoc/>
    public Task<SweepSummary?> Summary() => Task.FromResult(State is { } state ? SummaryOf(state) : null);

    /// <inheritdoc/>
    protected override Transition<SweepState?, SweepEffect> Step(SweepState? state, SweepEvent @event) =>
        Sweep.Step(state, @event);

    /// <inheritdoc/>
    protected override JournalRow JournalOf(SweepEvent @event) =>
        new("sweep", Key, @event.At, JsonSerializer.Serialize(@event, GridJson.Default.SweepEvent));

    /// <inheritdoc/>
    protected override GrainRows Summarize(GrainRows rows, SweepState state) => rows with { Sweep = SummaryOf(state) };

    /// <inheritdoc/>
    protected override string LaneOf(SweepEffect effect) => SweepOutbox.LaneOf(effect);

    /// <inheritdoc/>
    protected override bool IsWanted(SweepState state, SweepEffect effect) => SweepOutbox.IsWanted(state, effect);

    /// <inheritdoc/>
    protected override Task Perform(SweepState state, SweepEffect effect) => effect switch
    {
        SweepEffect.StartRun x => Run(x.Spec.Id).Create(x.Spec),
        SweepEffect.WakeRun x => Run(x.Run).Wake(),
        SweepEffect.PauseRun x => Run(x.Run).Pause(x.Request),
        SweepEffect.ResumeRun x => Run(x.Run).Resume(x.Request),
        SweepEffect.CancelRun x => Run(x.Run).Cancel(x.Reason),
        _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of a sweep"),
    };

    private static SweepEffect Pack(SweepEffect effect) => effect is SweepEffect.StartRun x
        ? new SweepEffect.StartRun(x.Spec with { Recipe = Settings.Empty, Artifacts = [] })
        : effect;

    private static SweepEffect Unpack(SweepState state, SweepEffect effect) => effect is SweepEffect.StartRun x
        ? new SweepEffect.StartRun(x.Spec with
        {
            Recipe = state.Spec.RecipeOf(x.Spec.Assignment),
            Artifacts = state.Spec.ArtifactsOf(x.Spec.Assignment),
        })
        : effect;

    private IRunGrain Run(RunId id) => GrainFactory.Grain<IRunGrain>(id.Value);

    private async Task<SweepSummary?> Ask(SweepEvent @event)
    {
        await Take(@event);
        return await Summary();
    }

    private SweepSummary SummaryOf(SweepState state) =>
        SweepSummaries.Of(state, _plannedTrials ??= Sampler.Count(state.Spec));
}
