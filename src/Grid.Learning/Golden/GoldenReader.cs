using System.Collections.Immutable;
using System.Text.Json;
using Grid.Core;

namespace Grid.Learning.Golden;

/// <summary>Reads golden cases of all three formats. Nothing but what the files say decides what a case is.</summary>
public static class GoldenReader
{
    private const string CaseFile = "case.json";
    private const string IndexFile = "index.json";
    private const string Hint = "name the folder of a golden set, of one case, or a JSON file of cases";

    /// <summary>Reads every case under a path; tells every fault of every file.</summary>
    /// <param name="path">A set's folder, a case's folder or a JSON file.</param>
    /// <param name="arithmetic">Which tolerances to take.</param>
    /// <returns>The cases, in ordinal order of their names.</returns>
    public static Result<ImmutableArray<GoldenCase>> Read(string path, Arithmetic arithmetic)
    {
        if (!Directory.Exists(path) && !File.Exists(path))
        {
            return Result<ImmutableArray<GoldenCase>>.Invalid(new Diagnostic(path, "no such file or folder", Hint));
        }

        var faults = new List<Diagnostic>();
        var cases = new List<GoldenCase>();
        foreach (var file in FilesOf(path, faults))
        {
            Collect(file, arithmetic, cases, faults);
        }

        if (cases.Count == 0 && faults.Count == 0)
        {
            faults.Add(new Diagnostic(path, "holds no golden case", Hint));
        }

        return faults.Count > 0
            ? Result<ImmutableArray<GoldenCase>>.Invalid([.. faults])
            : Result<ImmutableArray<GoldenCase>>.Valid([.. cases.OrderBy(x => x.Name, StringComparer.Ordinal)]);
    }

    private static IEnumerable<string> FilesOf(string path, List<Diagnostic> faults)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (File.Exists(Path.Combine(path, CaseFile)))
        {
            return [Path.Combine(path, CaseFile)];
        }

        var folders = Directory.GetDirectories(path).Where(folder => File.Exists(Path.Combine(folder, CaseFile)));
        var listed = Listed(Path.Combine(path, IndexFile), faults).Select(name => Path.Combine(path, name));
        return
        [
            .. folders.Union(listed).Select(folder => Path.Combine(folder, CaseFile)),
            .. Directory.GetFiles(path, "*.json").Where(file => Path.GetFileName(file) != IndexFile),
        ];
    }

    /// <summary>The cases that the index names: one that is missing is a fault of its own.</summary>
    private static IEnumerable<string> Listed(string index, List<Diagnostic> faults)
    {
        IEnumerable<string> names = [];
        if (File.Exists(index))
        {
            Guarded(index, faults, () =>
            {
                using var json = JsonDocument.Parse(File.ReadAllBytes(index));
                names = [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(name => name.GetString()!)];
            });
        }

        return names;
    }

    private static void Collect(string file, Arithmetic arithmetic, List<GoldenCase> cases, List<Diagnostic> faults) =>
        Guarded(file, faults, () =>
        {
            // Parameters outlive the document, so it is not disposed: the garbage collector takes it with the case.
            var json = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
            if (json.TryGetProperty("case", out _))
            {
                cases.Add(ClspCase.Read(json, Path.GetDirectoryName(file)!, arithmetic));
                return;
            }

            cases.AddRange(json.GetProperty("format") switch
            {
                { ValueKind: JsonValueKind.String } format when format.ValueEquals("grid-golden/1") =>
                    ObjectiveCases.Read(json, arithmetic),
                { ValueKind: JsonValueKind.Number } format when format.GetInt32() == 1 =>
                    OtherObjectiveCases.Read(json, arithmetic),
                var format => throw new InvalidDataException($"has the unknown format {format.GetRawText()}"),
            });
        });

    private static void Guarded(string file, List<Diagnostic> faults, Action read)
    {
        try
        {
            read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException
            or JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or OverflowException)
        {
            var line = error is JsonException { LineNumber: { } number } ? (int?)(number + 1) : null;
            var message = error is JsonException ? "is no valid JSON" : error.Message;
            faults.Add(new Diagnostic(file, message, "the golden files are damaged or of another version", line));
        }
    }
}
