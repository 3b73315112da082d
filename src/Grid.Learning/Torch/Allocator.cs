using System.Runtime.InteropServices;

namespace Grid.Learning.Torch;

/// <summary>
/// Keeps glibc from giving every activation back to the kernel and asking for it again: that costs a third of a small
/// network's training step.
/// </summary>
internal static partial class Allocator
{
    // Names and numbers of malloc.h.
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;

    /// <summary>Tunes malloc; does nothing where another allocator is preloaded or the C library is not
    /// glibc.</summary>
    internal static void Tune()
    {
        var preloaded = Environment.GetEnvironmentVariable("LD_PRELOAD") ?? "";
        if (!OperatingSystem.IsLinux() || preloaded.Contains("malloc", StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            _ = SetOption(MmapThreshold, 1 << 30);
            _ = SetOption(TrimThreshold, int.MaxValue);
            _ = SetOption(TopPad, 256 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library: its allocator stays as it is.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
