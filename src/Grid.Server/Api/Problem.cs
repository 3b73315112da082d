using System.Collections.Immutable;
using Grid.Core;

namespace Grid.Server.Api;

/// <summary>Problem details (RFC 9457) with the faults of the request.</summary>
/// <param name="Title">One sentence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Faults">What is wrong with the request; empty where the failure is ours.</param>
/// <param name="IsTransient">True where the same request may succeed later.</param>
public sealed record Problem(string Title, int Status, ImmutableArray<Diagnostic> Faults, bool IsTransient = false)
{
    /// <summary>The media type of problem details.</summary>
    public const string MediaType = "application/problem+json";
}

/// <summary>Body of a cancel request.</summary>
/// <param name="Reason">Why, for the journal.</param>
public sealed record CancelRequest(string Reason);
