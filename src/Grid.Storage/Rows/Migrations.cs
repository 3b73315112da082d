using System.Globalization;
using System.Reflection;
using Grid.Core.Ports;

namespace Grid.Storage.Rows;

/// <summary>
/// Brings a file to the schema of this program: numbered scripts, each run once, all in one transaction. The number of
/// the last one stands in the file.
/// </summary>
internal static class Migrations
{
    private const string Prefix = "Grid.Storage.Rows.Migrations.";

    /// <summary>The scripts of this program, oldest first; script n makes schema n.</summary>
    public static IReadOnlyList<string> Scripts { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(x => x.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Load),
    ];

    /// <summary>Runs the scripts that the file has not seen.</summary>
    /// <exception cref="StoreException">The file was written by a newer program, or a script failed.</exception>
    public static void Apply(Database database, IReadOnlyList<string> scripts)
    {
        if (Version(database, scripts.Count) == scripts.Count)
        {
            return;
        }

        try
        {
            database.Execute("BEGIN IMMEDIATE");
            foreach (var script in scripts.Skip(Version(database, scripts.Count)))
            {
                database.Execute(script);
            }

            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {scripts.Count}"));
            database.Execute("COMMIT");
        }
        catch (StoreException)
        {
            database.Rollback();
            throw;
        }
    }

    /// <summary>The schema of a file that will only be read.</summary>
    /// <exception cref="StoreException">It is not the one this program reads.</exception>
    public static void RequireCurrent(Database database)
    {
        if (Version(database, Scripts.Count) < Scripts.Count)
        {
            throw new StoreException($"{database.Path} was written by an older version of Grid", false)
            {
                Hint = "run any command that changes something once, it brings the file up to date",
            };
        }
    }

    private static int Version(Database database, int newest)
    {
        var version = (int)database.Number("PRAGMA user_version");
        return version <= newest ? version : throw new StoreException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{database.Path} has schema {version}, this version of Grid knows up to {newest}"), false)
        {
            Hint = "install the version of Grid that wrote it, or a later one",
        };
    }

    private static string Load(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
