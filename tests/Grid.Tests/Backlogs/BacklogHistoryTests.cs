using Grid.Core.Backlogs;
using Grid.Core.Runs;
using static Grid.Tests.Backlogs.TestBacklogs;

namespace Grid.Tests.Backlogs;

/// <summary>What holds over every history of the backlog.</summary>
public sealed class BacklogHistoryTests
{
    private const int Moves = 64;

    [Fact]
    public void Slots_add_up_and_no_grant_exceeds_them_or_joins_a_suspect()
    {
        var grants = 0;
        Histories.Hold(Moves, 60, history =>
        {
            var (state, now) = (BacklogState.Empty, 0.0);
            foreach (var move in history)
            {
                now += move % 4;
                var step = Backlog.Step(state, Event(move, now));
                state = step.State;
                BacklogSums.Check(state);
                foreach (var grant in step.Effects.OfType<BacklogEffect.Grant>())
                {
                    grants++;
                    var device = state.Devices[grant.Device];
                    Assert.Equal(grant.Epoch, device.Epoch);
                    Assert.True(device.Held <= device.Slots, "more granted than there is");
                    Assert.True(device.Aboard.Count == 1
                        || !device.Aboard[grant.Run].IsSuspect, "a suspect has company");
                    Assert.Null(state.EntryOf(grant.Run));
                }
            }
        });
        Assert.True(grants > 500, $"{grants} grants");
    }

    private static BacklogEvent Event(int move, double now)
    {
        var run = $"{(move % 2 == 0 ? "a" : "b")}/{(move / 2 % 3) + 1}/1";
        var (device, epoch) = ($"gpu{move / 8 % 2}", 1 + (long)(now / 40) - (move % 3 == 0 ? 1 : 0));
        return (move / 4 % 16) switch
        {
            < 4 => Ask(run, 1 + (move % 2), isSuspect: move % 5 == 0, at: now),
            < 8 => Hear(device, 2, epoch, at: now, runs: move % 7 == 0 ? [run] : []),
            < 10 => Release(run, device, epoch, now),
            10 => Claim(run, device, epoch, isSuspect: move % 5 == 0, at: now),
            11 => Withdraw(run) with { At = At(now) },
            12 => End(device, epoch, LossCause.Aborted, at: now),
            _ => Tick(now),
        };
    }
}
