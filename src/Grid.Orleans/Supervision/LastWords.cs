namespace Grid.Orleans.Supervision;

/// <summary>Finds in the log of a dead process what it died of.</summary>
internal static class LastWords
{
    private const int MaxLength = 300;

    // The reason of a native library stands a dozen lines above the end, under a stack trace.
    private static readonly string[] Marks =
        ["what():", "Unhandled exception", "terminate called", "CUDA error", "Fatal error"];

    /// <summary>The line that tells the reason, else the last that is not of the logger, else "".</summary>
    public static string Of(IReadOnlyList<string> lines)
    {
        foreach (var mark in Marks)
        {
            foreach (var line in lines)
            {
                if (line.Contains(mark, StringComparison.Ordinal))
                {
                    return Short(line);
                }
            }
        }

        return Short(lines.LastOrDefault(x => !string.IsNullOrWhiteSpace(x) && !IsLogged(x)) ?? "");
    }

    /// <summary>Lines of the logger tell how it lived.</summary>
    private static bool IsLogged(string line) =>
        line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" info: ", StringComparison.Ordinal);

    private static string Short(string line)
    {
        var text = line.Trim();
        return text.Length <= MaxLength ? text : text[..MaxLength] + " ...";
    }
}
