using System.Diagnostics;
using System.Globalization;

namespace Grid.Cluster.Tests;

/// <summary>Device processes as the kernel sees them.</summary>
internal static class ChildProcesses
{
    /// <summary>Ids of the living children of a process that are device processes.</summary>
    public static List<int> Of(int parent)
    {
        var all = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                && ParentOf(id) == parent && IsDeviceProcess(Text($"/proc/{id}/cmdline")))
            {
                all.Add(id);
            }
        }

        return all;
    }

    /// <summary>True while a process lives; a dead one whose parent has not looked yet does not count.</summary>
    public static bool IsAlive(int id) => Text($"/proc/{id}/stat") is { Length: > 0 } stat
        && !stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');

    /// <summary>kill -9.</summary>
    public static void Kill(int id) => Process.GetProcessById(id).Kill();

    private static bool IsDeviceProcess(string command) =>
        command.Contains("device-process", StringComparison.Ordinal)
        && !command.StartsWith("/bin/sh", StringComparison.Ordinal);

    private static int ParentOf(int id) => Text($"/proc/{id}/stat") is { Length: > 0 } stat
        ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
        : 0;

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
