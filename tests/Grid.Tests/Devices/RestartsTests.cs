using Grid.Core.Devices;
using Grid.Core.Runs;

namespace Grid.Tests.Devices;

public sealed class RestartsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public void Each_end_in_a_row_is_answered_more_slowly_up_to_half_a_minute()
    {
        var restarts = Restarts.None;
        var delays = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            (restarts, var decision) = restarts.Ended(LossCause.Killed, Short, Noon);
            delays.Add(Assert.IsType<Restart.After>(decision).Delay.TotalSeconds);
        }

        Assert.Equal([0, 0.5, 1, 2, 4, 8, 16, 30, 30], delays);
    }

    [Fact]
    public void A_minute_of_life_is_forgiven()
    {
        var (once, _) = Restarts.None.Ended(LossCause.Killed, Short, Noon);
        var (twice, _) = once.Ended(LossCause.Killed, Short, Noon);
        var (_, decision) = twice.Ended(LossCause.Killed, TimeSpan.FromSeconds(61), Noon);
        Assert.Equal(new Restart.After(TimeSpan.Zero), decision);
    }

    [Theory]
    [InlineData(LossCause.Aborted, 24, true)]
    [InlineData(LossCause.Aborted, 25, false)]
    [InlineData(LossCause.Killed, 1, false)]
    [InlineData(LossCause.Hung, 1, false)]
    public void Six_aborts_within_two_minutes_end_the_trying(LossCause cause, int secondsApart, bool isQuarantined)
    {
        var restarts = Restarts.None;
        Restart last = new Restart.After(TimeSpan.Zero);
        for (var i = 0; i < 6; i++)
        {
            Assert.IsType<Restart.After>(last);
            (restarts, last) = restarts.Ended(cause, Short, Noon.AddSeconds(i * secondsApart));
        }

        Assert.Equal(isQuarantined, last is Restart.Quarantine { Aborts: 6 });
    }
}
