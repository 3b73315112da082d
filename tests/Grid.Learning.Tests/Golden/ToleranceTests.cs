using Grid.Learning.Golden;

namespace Grid.Learning.Tests.Golden;

public class ToleranceTests
{
    [Fact]
    public void Absolute_and_relative_parts_add_up() =>
        Assert.Equal((0.5, 0.5), new Tolerance(0.5, 0.25).Compare([2], [2.5]));

    [Fact]
    public void A_size_may_be_at_least_one_or_the_largest_of_the_tensor()
    {
        Assert.Equal((0.5, 1), new Tolerance(0, 0.5, ToleranceSize.NumberOrOne).Compare([0.25], [0.75]));
        Assert.Equal((0.5, 0.25), new Tolerance(0, 0.5, ToleranceSize.Largest).Compare([0.25, -4], [0.75, -4]));
    }

    [Fact]
    public void Exact_allows_nothing() =>
        Assert.Equal(double.PositiveInfinity, Tolerance.Exact.Compare([1], [1 + 1e-15]).Used);

    [Fact]
    public void Equal_infinities_are_no_error_and_other_undefined_numbers_are()
    {
        var loose = new Tolerance(1e9, 1e9);
        double[] odd = [double.PositiveInfinity, double.NaN];
        Assert.Equal((0, 0), loose.Compare(odd, [.. odd]));
        Assert.Equal(double.PositiveInfinity, loose.Compare([1], [double.NaN]).Used);
        Assert.Equal(double.PositiveInfinity, loose.Compare([double.NaN], [1]).Used);
        Assert.Equal(double.PositiveInfinity, loose.Compare([1], [double.NegativeInfinity]).Used);
    }
}
