using System.Collections.Immutable;
using Grid.Core;

namespace Grid.Learning.Golden;

/// <summary>Holds kernels against golden cases.</summary>
public static class GoldenVerifier
{
    /// <summary>Reads golden cases and runs every one that has a kernel.</summary>
    /// <param name="path">A set's folder, a case's folder or a JSON file.</param>
    /// <param name="arithmetic">What kernels are to compute in, and the tolerances of it.</param>
    /// <param name="kernels">null = all of this assembly.</param>
    public static Result<GoldenReport> Verify(
        string path, Arithmetic arithmetic = Arithmetic.Float32, GoldenKernels? kernels = null)
    {
        var read = GoldenReader.Read(path, arithmetic);
        return read.IsValid
            ? Result<GoldenReport>.Valid(new GoldenReport(
                [.. read.Value.Select(@case => Verify(@case, (kernels ?? GoldenKernels.All).Find(@case)))]))
            : Result<GoldenReport>.Invalid(read.Faults);
    }

    /// <summary>Runs one case.</summary>
    public static GoldenCaseResult Verify(GoldenCase @case, GoldenKernel? kernel)
    {
        if (kernel is null)
        {
            return new GoldenCaseResult(@case.Name, GoldenVerdict.NoKernel, []);
        }

        IReadOnlyDictionary<string, GoldenTensor> computed;
        try
        {
            computed = kernel(@case).Values;
        }
#pragma warning disable CA1031 // A kernel that throws has failed its case; the others go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            var fault = $"{error.GetType().Name}: {error.Message.Split('\n')[0]}";
            return new GoldenCaseResult(@case.Name, GoldenVerdict.Fail, [], fault);
        }

        ImmutableArray<GoldenOutputResult> outputs =
        [
            .. @case.Expected.Select(pair => Compare(pair.Key, pair.Value, computed.GetValueOrDefault(pair.Key))),
            .. computed.Where(pair => !@case.Expected.ContainsKey(pair.Key))
                .Select(pair => Compare(pair.Key, Among(@case, pair.Key), pair.Value)),
        ];
        var passes = outputs.Length > 0 && outputs.All(output => output.Passes);
        return new GoldenCaseResult(@case.Name, passes ? GoldenVerdict.Pass : GoldenVerdict.Fail, outputs,
            outputs.Length > 0 ? null : "the kernel gave no output that the case expects");
    }

    private static GoldenOutputResult Compare(string name, GoldenExpectation? expected, GoldenTensor? computed)
    {
        var fault = (expected, computed) switch
        {
            (null, _) => "the case expects no such output",
            (_, null) => "not computed",
            var (want, got) when !want.Value.Shape.SequenceEqual(got.Shape) =>
                $"has shape {got.ShapeText}, expected {want.Value.ShapeText}",
            _ => null,
        };
        var tolerance = expected?.Tolerance ?? Tolerance.Exact;
        if (fault is not null)
        {
            return new GoldenOutputResult(name, double.PositiveInfinity, double.PositiveInfinity, tolerance, fault);
        }

        var (worst, used) = tolerance.Compare(expected!.Value.Data, computed!.Data);
        return new GoldenOutputResult(name, worst, used, tolerance);
    }

    /// <summary>
    /// The expected number at a place among the parameters, "params.rows[3].w"; null where there is none.
    /// </summary>
    private static GoldenExpectation? Among(GoldenCase @case, string place)
    {
        const string prefix = "params.";
        return place.StartsWith(prefix, StringComparison.Ordinal)
            && @case.Params.At(place[prefix.Length..]) is { } json && GoldenJson.Numbers(json) is { } value
            ? new GoldenExpectation(value, @case.ParamsTolerance)
            : null;
    }
}
