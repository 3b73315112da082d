using System.Collections.Immutable;

namespace Grid.Learning.Golden;

/// <summary>How a case came out.</summary>
public enum GoldenVerdict
{
    /// <summary>Every expected output is there and within its tolerance.</summary>
    Pass,

    /// <summary>An output is missing, has another shape or is outside its tolerance, or the kernel threw.</summary>
    Fail,

    /// <summary>No kernel is registered for it.</summary>
    NoKernel,
}

/// <summary>How one output of a case came out.</summary>
/// <param name="Name">The output.</param>
/// <param name="WorstError">Largest absolute error; infinite where the output is missing or has another shape.</param>
/// <param name="Used">Largest part of its tolerance that an error uses; 1 or less passes.</param>
/// <param name="Tolerance">The rule it was held to.</param>
/// <param name="Fault">Why it could not be compared, or null.</param>
public sealed record GoldenOutputResult(
    string Name, double WorstError, double Used, Tolerance Tolerance, string? Fault = null)
{
    /// <summary>True where it is within its tolerance.</summary>
    public bool Passes => Fault is null && Used <= 1;
}

/// <summary>How a case came out, in all.</summary>
/// <param name="Case">Its name.</param>
/// <param name="Verdict">The worst of its outputs.</param>
/// <param name="Outputs">One for each output, by name.</param>
/// <param name="Fault">Why the kernel gave nothing, or null.</param>
public sealed record GoldenCaseResult(
    string Case, GoldenVerdict Verdict, ImmutableArray<GoldenOutputResult> Outputs, string? Fault = null);

/// <summary>How a golden set came out.</summary>
/// <param name="Cases">By name.</param>
public sealed record GoldenReport(ImmutableArray<GoldenCaseResult> Cases)
{
    /// <summary>How many cases have a verdict.</summary>
    public int Count(GoldenVerdict verdict) => Cases.Count(x => x.Verdict == verdict);

    /// <summary>True where no case failed; cases without a kernel do not count.</summary>
    public bool Passes => Count(GoldenVerdict.Fail) == 0;
}
