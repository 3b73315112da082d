using System.Globalization;

namespace Grid.Cli.Terminal;

/// <summary>Numbers, times and sizes as people read them.</summary>
internal static class Words
{
    /// <summary>A measured number with four significant digits: "45.23", "0.0012", "1.2e+06".</summary>
    public static string Number(double value) => !double.IsFinite(value)
        ? value.ToString(CultureInfo.InvariantCulture)
        : Math.Abs(value) switch
        {
            0 => "0",
            >= 1e6 or < 1e-4 => value.ToString("0.##e+00", CultureInfo.InvariantCulture),
            >= 1000 => value.ToString("0", CultureInfo.InvariantCulture),
            >= 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
            >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
            _ => value.ToString("0.####", CultureInfo.InvariantCulture),
        };

    /// <summary>A measured number, or nothing.</summary>
    public static string Number(double? value) => value is { } number ? Number(number) : "";

    /// <summary>A count.</summary>
    public static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>"45 s", "3:05", "2:03:04", "3 d 04 h".</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0} s"),
        { TotalHours: < 1 } => time.ToString(@"m\:ss", CultureInfo.InvariantCulture),
        { TotalDays: < 1 } => time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        _ => time.ToString(@"d' d 'hh' h'", CultureInfo.InvariantCulture),
    };

    /// <summary>"512 B", "1.5 MB", powers of ten.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var unit = 0;
        for (; bytes >= 1000 && unit < units.Length - 1; unit++)
        {
            bytes /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[unit]}");
    }

    /// <summary>A moment in local time, to the second.</summary>
    public static string Moment(DateTimeOffset at) =>
        at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>"1 run", "2 runs", "2 classes".</summary>
    public static string Plural(long count, string word) => string.Create(
        CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : word.EndsWith('s') ? "es" : "s")}");

    /// <summary>Where something stands and why: "running", "paused: no space left".</summary>
    /// <param name="phase">A phase.</param>
    /// <param name="reason">Why; one that begins with the phase says it all.</param>
    public static string Standing<TPhase>(TPhase phase, string reason)
        where TPhase : struct, Enum
    {
        var word = phase.ToString().ToLowerInvariant();
        return reason.StartsWith(word, StringComparison.Ordinal) ? reason : $"{word}: {reason}";
    }
}
