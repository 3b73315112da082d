using System.Collections.Immutable;
using System.Text;
using Grid.Core;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data.Formats;

/// <summary>The files of a data set's folder, and every fault found in them.</summary>
/// <param name="root">The folder.</param>
/// <param name="hint">How to get the files.</param>
internal sealed class DataFiles(string root, string hint)
{
    private readonly List<Diagnostic> _faults = [];

    /// <summary>True as long as nothing was wrong.</summary>
    public bool AreGood => _faults.Count == 0;

    /// <summary>How many faults were found.</summary>
    public int Faults => _faults.Count;

    /// <summary>False where the folder is missing, which is a fault then.</summary>
    public bool HasRoot()
    {
        var there = Directory.Exists(root);
        if (!there)
        {
            Fault($"no folder '{root}'", hint);
        }

        return there;
    }

    /// <summary>The path of a file, whether it is there or not.</summary>
    public string PathOf(string name) => Path.Combine(root, name);

    /// <summary>True where the folder has such a file.</summary>
    public bool Has(string name) => File.Exists(PathOf(name));

    /// <summary>Opens the first of some names that is there.</summary>
    /// <returns>Null after a fault.</returns>
    public FileBytes? Open(params ReadOnlySpan<string> names)
    {
        var path = PathOf(names[0]);
        foreach (var name in names)
        {
            path = Has(name) ? PathOf(name) : path;
        }

        try
        {
            return FileBytes.Open(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Fault(error is FileNotFoundException ? $"'{path}' is missing" : $"'{path}' cannot be read: {error.Message}",
                hint);
            return null;
        }
    }

    /// <summary>Notes a fault.</summary>
    public void Fault(string message, string mend) =>
        _faults.Add(new Diagnostic(DataSettings.Root, message, mend));

    /// <summary>The names of a file, one a line; the usual ones where it is missing.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="usual">What they are called without the file.</param>
    /// <param name="anyNumber">False: the file must have as many as are usual.</param>
    public ImmutableArray<string> Names(string file, ImmutableArray<string> usual, bool anyNumber = false)
    {
        if (!Has(file) || Open(file) is not { } bytes)
        {
            return usual;
        }

        ImmutableArray<string> names = [.. Encoding.UTF8.GetString(bytes.Slice(0, (int)bytes.Length))
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (names.Length == usual.Length || (anyNumber && names.Length > 0))
        {
            return names;
        }

        Fault($"{bytes.Path} names {names.Length} classes instead of {usual.Length}",
            "one class name a line; without the file the usual names are used");
        return usual;
    }

    /// <summary>The parts, or every fault.</summary>
    /// <param name="parts">Asked only where there are no faults.</param>
    public Result<ImageParts> Told(Func<ImageParts> parts) =>
        AreGood ? Result<ImageParts>.Valid(parts()) : Result<ImageParts>.Invalid([.. _faults]);
}
