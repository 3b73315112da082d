using Grid.Core.Json;
using Grid.Core.Runs;
using Grid.Orleans.Shells;

namespace Grid.Orleans.Runs;

/// <summary>How a run is stored. Apart from its grain, so that reading it loads none.</summary>
internal static class RunFormat
{
    /// <summary>The one format.</summary>
    public static EnvelopeFormat<RunState, RunEffect> Instance { get; } =
        new("run", 1, GridJson.Default.RunState, GridJson.Default.RunEffect);
}
