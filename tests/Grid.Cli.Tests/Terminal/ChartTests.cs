using Grid.Cli.Terminal;

namespace Grid.Cli.Tests.Terminal;

public sealed class ChartTests
{
    [Fact]
    public void A_rising_line_rises()
    {
        var lines = Chart.Draw([0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7], width: 4, height: 2);
        Assert.Equal(["\u2800\u2800\u2860\u280A", "\u2860\u280A\u2800\u2800"], lines);
    }

    [Fact]
    public void Values_that_are_not_finite_leave_gaps()
    {
        var lines = Chart.Draw([0, 1, 2], [1, double.NaN, 1], width: 2, height: 1);
        Assert.Equal(["\u2801\u2808"], lines);
        Assert.Empty(Chart.Draw([0], [double.NaN], width: 2, height: 1));
    }
}
