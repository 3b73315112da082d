using System.Text.Json;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Core.Runs;
using static Grid.Tests.Runs.TestRuns;

namespace Grid.Tests.Runs;

/// <summary>What holds over every history of a run.</summary>
public sealed class RunHistoryTests
{
    private const int Moves = 16;

    [Fact]
    public void Attempts_only_grow_ended_runs_never_change_and_checkpoints_go_forward()
    {
        var (grants, ends) = (0, 0);
        Histories.Hold(Moves, 60, history =>
        {
            var state = Waiting();
            foreach (var move in history)
            {
                var next = Run.Step(state, Event(state, move)).State!;
                Assert.InRange(next.Attempt.Value, state.Attempt.Value, state.Attempt.Value + 1);
                Assert.True(!state.HasEnded || ReferenceEquals(state, next), "an ended run changed");
                Assert.True(next.Checkpoints.Length <= Spec.Checkpoint.Keep, "it keeps too many checkpoints");
                Assert.Equal(next.Checkpoints.Select(x => x.Step).Order(), next.Checkpoints.Select(x => x.Step));
                Assert.True((next.LastCheckpoint?.Step ?? 0) >= (state.LastCheckpoint?.Step ?? 0), "it fell back");
                Assert.True(next.Failures <= Spec.MaxFailures, "it was tried too often");
                Assert.NotEmpty(next.Reason);
                grants += next.Attempt == state.Attempt ? 0 : 1;
                ends += next.HasEnded && !state.HasEnded ? 1 : 0;
                state = next;
            }
        });
        Assert.True(grants > 500 && ends > 20, $"{grants} grants, {ends} ends");
    }

    [Fact]
    public void A_run_that_is_saved_and_read_back_goes_on_alike()
    {
        Histories.Hold(Moves, 40, history =>
        {
            var (kept, read) = (Waiting(), Read(Waiting()));
            foreach (var move in history)
            {
                var @event = Event(kept, move);
                var (left, right) = (Run.Step(kept, @event), Run.Step(read, Copy(@event)));
                Assert.Equal(Text(left.State!), Text(right.State!));
                Assert.Equal(left.Effects.Select(Text), right.Effects.Select(Text));
                (kept, read) = (left.State!, Read(right.State!));
            }
        });
    }

    [Fact]
    public void A_repeated_event_changes_nothing_more()
    {
        Histories.Hold(Moves, 40, history =>
        {
            var state = Waiting();
            foreach (var move in history)
            {
                // A slot that is granted again after it was given back is a new grant.
                var @event = Event(state, move);
                var once = Run.Step(state, @event).State!;
                var twice = @event is RunEvent.PauseRequested or RunEvent.ResumeRequested or RunEvent.CancelRequested
                    or RunEvent.Granted or RunEvent.Checkpointed or RunEvent.Ended or RunEvent.DeviceLost
                    ? Run.Step(once, @event).State! : once;
                Assert.Equal(Text(once), Text(twice));
                state = once;
            }
        });
    }

    [Fact]
    public void The_journal_of_a_run_tells_its_state()
    {
        Histories.Hold(Moves, 40, history =>
        {
            var state = Waiting();
            var journal = new List<RunEvent> { new RunEvent.Created(Spec) { At = Start } };
            foreach (var move in history)
            {
                var @event = Event(state, move);
                var next = Run.Step(state, @event).State!;
                if (!ReferenceEquals(state, next))
                {
                    journal.Add(@event);
                }

                state = next;
            }

            Assert.Equal(Text(state), Text(default(RunState).After(journal.Select(Copy))));
        });
    }

    /// <summary>An event that means something to the state, or is just too late for it.</summary>
    private static RunEvent Event(RunState state, int move)
    {
        var (attempt, step) = (state.Attempt.Value, state.LastCheckpoint?.Step ?? 0);
        return move switch
        {
            0 or 1 => Granted("gpu0", attempt + 1),
            2 => Granted("gpu1", 1),
            3 or 4 => Checkpointed(step + 10, attempt),
            5 => Checkpointed(Math.Max(0, step - 10), attempt),
            6 => Checkpointed(step + 5, attempt - 1),
            7 => attempt % 5 == 4 ? Ended(Finish(0.5, step + 3, attempt), attempt)
                : Ended(Finish(0.5, step + 3), attempt - 1),
            8 => Ended(new AttemptEnd.Stopped(Checkpoint(step + 1, attempt)), attempt),
            9 => attempt % 3 == 2 ? Ended(Failure(), attempt) : Ended(Failure(), attempt - 1),
            10 or 11 => new RunEvent.DeviceLost(state.Device
                ?? "gpu0", state.Epoch, LossCause.Killed, "gone")
            { At = At(1) },
            12 => attempt % 4 == 3
                ? new RunEvent.DeviceLost(state.Device ?? "gpu0", state.Epoch, LossCause.Aborted, "134") { At = At(1) }
                : Lost(LossCause.Aborted, "gpu7"),
            13 when attempt % 2 == 0 => new RunEvent.PauseRequested { At = At(1) },
            13 or 14 => new RunEvent.ResumeRequested { At = At(1) },
            _ => attempt > 8 ? Cancel() : new RunEvent.Woken { At = At(1) },
        };
    }

    private static string Text(RunState state) => JsonSerializer.Serialize(state, GridJson.Default.RunState);

    private static string Text(RunEffect effect) => JsonSerializer.Serialize(effect, GridJson.Default.RunEffect);

    private static RunState Read(RunState state) => JsonSerializer.Deserialize(Text(state), GridJson.Default.RunState)!;

    private static RunEvent Copy(RunEvent @event) => JsonSerializer.Deserialize(
        JsonSerializer.Serialize(@event, GridJson.Default.RunEvent), GridJson.Default.RunEvent)!;
}
