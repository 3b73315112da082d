namespace Grid.Core.Recipes;

/// <summary>Finds what a mistyped word was meant to be.</summary>
public static class Nearest
{
    /// <summary>"did you mean 'method.temperature'?", or null where nothing known is near.</summary>
    public static string? Hint(string word, IEnumerable<string> known) =>
        Of(word, known) is { } found ? $"did you mean '{found}'?" : null;

    /// <summary>The known word nearest to another, or null where none is near.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        var words = known.ToArray();
        var best = words.OrderBy(x => Distance(word, x)).ThenBy(x => x, StringComparer.Ordinal).FirstOrDefault();
        if (best is not null && Distance(word, best) <= Math.Max(2, best.Length / 4)
            && Distance(word, best) < best.Length)
        {
            return best;
        }

        // The last part alone is what people remember: "temperature".
        return words.Where(x => LastPart(x) == LastPart(word)).MinBy(x => x.Length);
    }

    private static string LastPart(string path) => path[(path.LastIndexOf('.') + 1)..];

    // Levenshtein distance, one row at a time.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replace = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
