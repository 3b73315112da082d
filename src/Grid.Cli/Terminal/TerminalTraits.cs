namespace Grid.Cli.Terminal;

/// <summary>What the terminal behind stderr can do.</summary>
/// <param name="IsLive">It can redraw: a live table makes sense.</param>
/// <param name="HasColour">It shows colours and the user wants them.</param>
/// <param name="IsDataLive">Stdout is a terminal, too: charts make sense.</param>
/// <param name="Width">Columns.</param>
internal sealed record TerminalTraits(bool IsLive, bool HasColour, bool IsDataLive, int Width)
{
    /// <summary>A file or a pipe.</summary>
    public static TerminalTraits Plain { get; } = new(false, false, false, 120);

    /// <summary>This process's terminal. NO_COLOR (https://no-color.org) and TERM=dumb are obeyed.</summary>
    public static TerminalTraits Detect()
    {
        var isTerminal = !Console.IsErrorRedirected && Variable("TERM") is not (null or "dumb");
        return new(
            isTerminal && Variable("CI") is null,
            isTerminal && Variable("NO_COLOR") is null,
            isTerminal && !Console.IsOutputRedirected,
            isTerminal ? Math.Max(Console.WindowWidth, 40) : Plain.Width);
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
