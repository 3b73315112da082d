using System.Text;

namespace Grid.Orleans.Supervision;

/// <summary>The log file of one device: its processes append to it, one after the other.</summary>
/// <param name="path">The file.</param>
internal sealed class DeviceLog(string path)
{
    private const long MaxBytes = 10_000_000;
    private const int MaxTail = 64_000;

    private long _start;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>A new process will write from here; a file that has grown large becomes the old one first.</summary>
    public void Begin()
    {
        var file = new FileInfo(path);
        if (file is { Exists: true, Length: > MaxBytes })
        {
            file.MoveTo(path + ".old", overwrite: true);
        }

        _start = File.Exists(path) ? new FileInfo(path).Length : 0;
    }

    /// <summary>The last lines of the process that began last.</summary>
    public IReadOnlyList<string> Tail()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = Math.Min(file.Length, Math.Max(_start, file.Length - MaxTail));
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n');
    }
}
