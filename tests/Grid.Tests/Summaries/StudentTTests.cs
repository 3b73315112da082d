using Grid.Core.Summaries;

namespace Grid.Tests.Summaries;

public sealed class StudentTTests
{
    [Theory]
    [InlineData(1, 12.706204736)]
    [InlineData(2, 4.302652730)]
    [InlineData(3, 3.182446305)]
    [InlineData(4, 2.776445105)]
    [InlineData(9, 2.262157163)]
    [InlineData(10, 2.228138852)]
    [InlineData(30, 2.042272456)]
    [InlineData(120, 1.979930405)]
    [InlineData(1000, 1.962339081)]
    public void The_quantile_is_the_published_one(int degrees, double expected) =>
        Assert.Equal(expected, StudentT.TwoSided95(degrees), tolerance: 1e-9);

    [Fact]
    public void Less_than_one_degree_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSided95(0));
}
