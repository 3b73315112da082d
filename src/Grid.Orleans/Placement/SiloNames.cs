namespace Grid.Orleans.Placement;

/// <summary>A silo's role is in its name, which is in the membership table: nobody has to ask it.</summary>
internal static class SiloNames
{
    private const string ControlPrefix = "control";

    /// <summary>Name of a control silo.</summary>
    public static string Control(string suffix) => $"{ControlPrefix}-{suffix}";

    /// <summary>True for silos that host everything but devices.</summary>
    public static bool IsControl(string name) => name.StartsWith(ControlPrefix, StringComparison.Ordinal);
}
