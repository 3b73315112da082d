using System.Collections.Immutable;
using Grid.Core.Summaries;

namespace Grid.Core.Ports;

/// <summary>A <see cref="Result{T}"/> of a submission as a message: one of the two is there.</summary>
/// <param name="Submission">What became of the sweep.</param>
/// <param name="Faults">Why it was refused.</param>
public sealed record SubmissionAnswer(Submission? Submission, ImmutableArray<Diagnostic> Faults);

/// <summary>Devices as a message.</summary>
/// <param name="Devices">By name.</param>
public sealed record DeviceList(ImmutableArray<DeviceSummary> Devices);
