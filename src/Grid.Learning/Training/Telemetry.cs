using System.Diagnostics;

namespace Grid.Learning.Training;

/// <summary>Where training's spans come from.</summary>
internal static class Telemetry
{
    /// <summary>The product's one source of spans.</summary>
    internal static ActivitySource Source { get; } = new("Grid");
}
