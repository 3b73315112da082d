using System.Text.Json;
using Grid.Core;
using Grid.Core.Json;
using Grid.Core.Runs;
using Grid.Core.Sweeps;
using static Grid.Tests.Sweeps.TestSweeps;

namespace Grid.Tests.Sweeps;

/// <summary>What holds over every history of a sweep.</summary>
public sealed class SweepHistoryTests
{
    private const int Moves = 12;

    [Fact]
    public void Counts_add_up_the_best_never_worsens_and_no_run_starts_twice()
    {
        var ends = 0;
        Histories.Hold(Moves, 40, history =>
        {
            var first = Sweep.Step(null, Submitted(Spec(5, replicas: 2, parallel: 3)));
            var state = first.State!;
            var started = new List<RunId>(Started(first.Effects));
            foreach (var move in history)
            {
                var step = Sweep.Step(state, Event(state, move));
                var next = step.State!;
                started.AddRange(Started(step.Effects));
                Assert.Equal(next.Started, next.Finished + next.Failed + next.Cancelled + next.InFlight.Count);
                Assert.Equal(next.Started, started.Count);
                Assert.True(next.InFlight.Count <= 3 && next.Started <= 10, "too many runs");
                Assert.True(state.BestValue is null || next.BestValue >= state.BestValue, "the best worsened");
                Assert.True(!state.HasEnded || ReferenceEquals(state, next), "an ended sweep changed");
                Assert.True(next.HasEnded == next.EndedAt is not null && next.Reason.Length > 0);
                ends += next.HasEnded && !state.HasEnded ? 1 : 0;
                state = next;
            }

            Assert.Equal(started.Count, started.Distinct().Count());
            Assert.True(state.Phase != SweepPhase.Finished || started.Count == 10, "it finished without all its runs");
        });
        Assert.True(ends > 30, $"{ends} ends");
    }

    [Fact]
    public void A_sweep_that_is_saved_and_read_back_goes_on_alike()
    {
        Histories.Hold(Moves, 30, history =>
        {
            var (kept, read) = (Running(Spec(5, replicas: 2)), Read(Running(Spec(5, replicas: 2))));
            foreach (var move in history)
            {
                var @event = Event(kept, move);
                var (left, right) = (Sweep.Step(kept, @event), Sweep.Step(read, @event));
                Assert.Equal(Text(left.State!), Text(right.State!));
                Assert.Equal(left.Effects.Select(Text), right.Effects.Select(Text));
                (kept, read) = (left.State!, Read(right.State!));
            }
        }, count: 200);
    }

    private static SweepEvent Event(SweepState state, int move) => move switch
    {
        < 4 when !state.InFlight.IsEmpty =>
            End(state.InFlight[move % state.InFlight.Count], RunPhase.Finished, state.Started * 7 % 11),
        4 when !state.InFlight.IsEmpty => End(state.InFlight[0], RunPhase.Failed, null),
        < 7 => Ended(move - 3, replica: 2),
        7 => Pause(),
        8 or 9 => Resume(),
        10 => Woken(),
        _ => state.Finished > 6 ? Cancel() : Woken(),
    };

    private static SweepEvent.RunEnded End(RunId run, RunPhase phase, double? value) =>
        new(new(run, phase, value, "so it went")) { At = Start };

    private static IEnumerable<RunId> Started(IEnumerable<SweepEffect> effects) =>
        effects.OfType<SweepEffect.StartRun>().Select(x => x.Spec.Id);

    private static string Text(SweepState state) => JsonSerializer.Serialize(state, GridJson.Default.SweepState);

    private static string Text(SweepEffect effect) => JsonSerializer.Serialize(effect, GridJson.Default.SweepEffect);

    private static SweepState Read(SweepState state) =>
        JsonSerializer.Deserialize(Text(state), GridJson.Default.SweepState)!;
}
