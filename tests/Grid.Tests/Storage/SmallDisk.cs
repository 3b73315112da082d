using System.Diagnostics;

namespace Grid.Tests.Storage;

/// <summary>A real file system of a few megabytes, to be filled; needs the right to mount one.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    public static SmallDisk MountOrSkip(int megabytes)
    {
        var disk = new SmallDisk();
        var mounted = Environment.IsPrivilegedProcess
            && Run($"-t tmpfs -o size={megabytes}m grid-test {disk.Path}", "mount");
        if (!mounted)
        {
            disk._folder.Dispose();
            Assert.Skip("needs root, to mount a small file system");
        }

        return disk;
    }

    public void Dispose()
    {
        Run($"-l {Path}", "umount");
        _folder.Dispose();
    }

    private static bool Run(string arguments, string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
