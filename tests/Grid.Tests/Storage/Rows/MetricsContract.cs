using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;

namespace Grid.Tests.Storage.Rows;

/// <summary>What every row store promises about metric points.</summary>
public abstract class MetricsContract
{
    private static readonly RunId Run = new("temperature/1/1");

    protected abstract IRowStore Rows { get; }

    protected abstract ISummaries Summaries { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Points_come_back_by_name_in_order_of_steps_with_every_kind_of_number()
    {
        double[] values = [0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon];
        await Append("b", [3, 4, 5, 6, 7, 8], [.. values]);
        await Append("a", [2], [2]);
        await Append("a", [1], [1]);
        var series = await Read();
        Assert.Equal(["a", "b"], series.Select(x => x.Name));
        Assert.Equal([1, 2], series[0].Steps);
        Assert.Equal(values, series[1].Values);
    }

    [Fact]
    public async Task A_point_written_again_replaces_the_first()
    {
        await Append("loss", [1, 2, 3], [1, 2, 3]);
        await Append("loss", [2, 3, 4], [20, 30, 40]);
        var loss = Assert.Single(await Read());
        Assert.Equal([1, 2, 3, 4], loss.Steps);
        Assert.Equal([1.0, 20, 30, 40], loss.Values);
    }

    [Fact]
    public async Task Only_the_named_series_of_the_run_are_read()
    {
        await Append("loss", [1], [1]);
        await Append("accuracy", [1], [2]);
        await Rows.AppendMetrics(new("temperature/1/2"), [new("loss", [1], [3])], Cancellation);
        Assert.Equal([1.0], Assert.Single(await Read(names: ["loss", "absent"])).Values);
        Assert.Empty(await Summaries.Metrics(new("temperature/9/9"), [], 10, Cancellation));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(11, 10)]
    [InlineData(1000, 2)]
    [InlineData(1000, 7)]
    [InlineData(997, 500)]
    public async Task A_long_series_is_thinned_evenly_and_keeps_its_ends(int count, int maxPoints)
    {
        var points = Enumerable.Range(0, count).ToArray();
        await Append("loss", [.. points.Select(x => 10L * x)], [.. points.Select(x => (double)x)]);
        var loss = Assert.Single(await Read(maxPoints));
        var expected = Enumerable.Range(0, maxPoints).Select(k => 10L * (k * (count - 1) / (maxPoints - 1)));
        Assert.Equal(expected, loss.Steps);
        Assert.Equal(loss.Steps.Select(x => x / 10.0), loss.Values);
    }

    [Fact]
    public async Task Columns_of_unequal_length_are_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Append("loss", [1, 2], [1]));

    private Task Append(string name, ImmutableArray<long> steps, ImmutableArray<double> values) =>
        Rows.AppendMetrics(Run, [new(name, steps, values)], Cancellation);

    private Task<ImmutableArray<MetricSeries>> Read(int maxPoints = 1000, ImmutableArray<string> names = default) =>
        Summaries.Metrics(Run, names, maxPoints, Cancellation);
}
