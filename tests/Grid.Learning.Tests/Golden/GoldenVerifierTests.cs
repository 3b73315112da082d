using Grid.Learning.Golden;

namespace Grid.Learning.Tests.Golden;

public class GoldenVerifierTests
{
    private static readonly GoldenKernels Kernels = GoldenKernels.Of(typeof(GoldenVerifierTests));

    [Fact]
    public void A_right_kernel_passes_and_shows_every_output()
    {
        using var folder = new TemporaryFolder();
        var result = Verify(GoldenFiles.ScaleCase(folder));
        Assert.Equal(GoldenVerdict.Pass, result.Verdict);
        Assert.Equal(
            ["group.a.b", "group.flag", "loss", "y", "params.rows[0].y", "params.rows[1].y"],
            result.Outputs.Select(output => output.Name));
        Assert.All(result.Outputs, output => Assert.Equal(0, output.WorstError));
    }

    [Theory]
    [InlineData("6.01", "8", "loss")]
    [InlineData("6", "8.01", "params.rows[1].y")]
    public void A_planted_error_in_an_expected_value_fails_that_output(string loss, string row, string name)
    {
        using var folder = new TemporaryFolder();
        var result = Verify(GoldenFiles.ScaleCase(folder, loss: loss, row: row));
        Assert.Equal(GoldenVerdict.Fail, result.Verdict);
        var failed = Assert.Single(result.Outputs, output => !output.Passes);
        Assert.Equal(name, failed.Name);
        Assert.Equal(0.01, failed.WorstError, 1e-9);
        Assert.True(failed.Used > 10, $"used {failed.Used}");
    }

    [Fact]
    public void A_planted_error_in_an_array_fails_it()
    {
        using var folder = new TemporaryFolder();
        var place = GoldenFiles.ScaleCase(folder);
        GoldenFiles.WriteNpy(Path.Combine(place, "y.npy"), [3], 0, 2.001, 4);
        Assert.Equal("y", Assert.Single(Verify(place).Outputs, output => !output.Passes).Name);
    }

    [Theory]
    [InlineData("missing_0", "y", "not computed")]
    [InlineData("extra_0", "z", "expects no such output")]
    [InlineData("shape_0", "y", "has shape [1, 3], expected [3]")]
    [InlineData("nan_0", "y", null)]
    public void A_missing_unknown_misshapen_or_undefined_output_fails(string name, string output, string? fault)
    {
        using var folder = new TemporaryFolder();
        var result = Verify(GoldenFiles.ScaleCase(folder, name));
        Assert.Equal(GoldenVerdict.Fail, result.Verdict);
        var failed = Assert.Single(result.Outputs, x => !x.Passes);
        Assert.Equal(output, failed.Name);
        Assert.Equal(double.PositiveInfinity, failed.WorstError);
        if (fault is not null)
        {
            Assert.Contains(fault, failed.Fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_kernel_that_throws_fails_its_case_and_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        GoldenFiles.ScaleCase(folder, "throws_0");
        GoldenFiles.ScaleCase(folder, "scale_0");
        GoldenFiles.ScaleCase(folder, "unknown_0");

        var report = GoldenVerifier.Verify(folder.Path, kernels: Kernels).Value!;

        Assert.Equal(["scale_0", "throws_0", "unknown_0"], report.Cases.Select(x => x.Case));
        Assert.Equal(
            [GoldenVerdict.Pass, GoldenVerdict.Fail, GoldenVerdict.NoKernel], report.Cases.Select(x => x.Verdict));
        Assert.Equal("KeyNotFoundException: the case has no input 'q'", report.Cases[1].Fault);
        Assert.False(report.Passes);
    }

    [Fact]
    public void Two_kernels_for_one_key_are_refused() =>
        Assert.Throws<ArgumentException>(() => GoldenKernels.Of(typeof(GoldenVerifierTests), typeof(Twice)));

    [Fact]
    public void Kernels_of_this_product_pass_every_golden_case_they_know()
    {
        foreach (var set in new[] { "clsp", "objectives", "objectives-other" })
        {
            var report = GoldenVerifier.Verify(Shared.Golden(set)).Value!;
            Assert.All(report.Cases, x => Assert.True(x.Verdict != GoldenVerdict.Fail, Describe(x)));
        }
    }

    [Fact]
    public void Every_case_of_clsp_has_a_kernel() => Assert.All(
        GoldenVerifier.Verify(Shared.Golden("clsp")).Value!.Cases,
        x => Assert.True(x.Verdict == GoldenVerdict.Pass, Describe(x)));

    private static string Describe(GoldenCaseResult result) => $"{result.Case}: {result.Fault}\n" + string.Join(
        '\n', result.Outputs.Select(x => $"  {x.Name}: error {x.WorstError:g3}, used {x.Used:g3} of {x.Tolerance}"));

    private static GoldenCaseResult Verify(string place) =>
        Assert.Single(GoldenVerifier.Verify(place, kernels: Kernels).Value!.Cases);

    [GoldenKernel("clsp", "scale")]
    internal static GoldenOutputs Scale(GoldenCase @case)
    {
        var scale = @case.Params.Number("scale");
        var outputs = Most(@case).Add("y", [3], @case.Input("x").Data.Select(x => scale * x));
        return outputs;
    }

    [GoldenKernel("clsp", "missing")]
    internal static GoldenOutputs Most(GoldenCase @case)
    {
        var scale = @case.Params.Number("scale");
        var outputs = new GoldenOutputs().Add("loss", @case.Input("x").Data.Sum() * scale)
            .Add("group.a.b", 1).Add("group.flag", 1);
        foreach (var (index, row) in @case.Params.Rows("rows").Index())
        {
            outputs.Add($"params.rows[{index}].y", scale * row.Number("x"));
        }

        return outputs;
    }

    [GoldenKernel("clsp", "extra")]
    internal static GoldenOutputs Extra(GoldenCase @case) => Scale(@case).Add("z", 1);

    [GoldenKernel("clsp", "shape")]
    internal static GoldenOutputs Shape(GoldenCase @case) => Most(@case).Add("y", [1, 3], [0, 2, 4]);

    [GoldenKernel("clsp", "nan")]
    internal static GoldenOutputs Undefined(GoldenCase @case) => Most(@case).Add("y", [3], [0, double.NaN, 4]);

    [GoldenKernel("clsp", "throws")]
    internal static GoldenOutputs Throws(GoldenCase @case) => new GoldenOutputs().Add("y", @case.Input("q"));

    private static class Twice
    {
        [GoldenKernel("clsp", "scale")]
        public static GoldenOutputs Again(GoldenCase @case) => Scale(@case);
    }
}
