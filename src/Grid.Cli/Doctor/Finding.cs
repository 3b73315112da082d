using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Grid.Cli.Doctor;

/// <summary>How a part of the installation is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Health>))]
internal enum Health
{
    /// <summary>It works.</summary>
    Good,

    /// <summary>It is not there; nothing depends on it.</summary>
    Absent,

    /// <summary>It works, but could be better.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Bad,
}

/// <summary>What a look at one part of the installation found.</summary>
/// <param name="Part">What was looked at.</param>
/// <param name="Health">How it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Fix">What to do about it, or null.</param>
internal sealed record Finding(string Part, Health Health, string Text, string? Fix = null);

/// <summary>What "grid doctor --json" prints.</summary>
/// <param name="Findings">In order of the parts.</param>
internal sealed record DoctorReport(ImmutableArray<Finding> Findings);
