using Grid.Core.Runs;
using Grid.Orleans.Devices;

namespace Grid.Orleans.Supervision;

/// <summary>Judges the end of a device process.</summary>
internal static class DeviceEnd
{
    /// <summary>
    /// Whose fault it was. Kills, lost parents and orderly ends are nobody's; a native crash counts, and so does a kill
    /// by the kernel's out-of-memory killer.
    /// </summary>
    /// <param name="exitCode">Exit code; 128 + n for signal n.</param>
    /// <param name="isOutOfMemory">The kernel's out-of-memory killer struck while the process lived.</param>
    /// <param name="lastWords">What its log says about it, or "".</param>
    public static DeviceDeath Judge(int exitCode, bool isOutOfMemory, string lastWords)
    {
        var (cause, words) = exitCode switch
        {
            DeviceExit.Stopped => (LossCause.Killed, "it was stopped"),
            DeviceExit.DeclaredDead => (LossCause.Killed, "it was declared dead by the cluster"),
            DeviceExit.ParentGone => (LossCause.Killed, "its parent was gone"),
            DeviceExit.Hung => (LossCause.Hung, "an attempt made no step for too long, so it ended itself"),
            DeviceExit.PortTaken => (LossCause.Killed, "its port was taken"),
            132 => (LossCause.Aborted, "an illegal instruction (SIGILL)"),
            134 => (LossCause.Aborted, "native code aborted (SIGABRT)"),
            135 => (LossCause.Aborted, "a bus error (SIGBUS)"),
            136 => (LossCause.Aborted, "an arithmetic error (SIGFPE)"),
            137 when isOutOfMemory => (LossCause.Aborted, "the kernel ended it for lack of memory"),
            137 => (LossCause.Killed, "it was killed (SIGKILL)"),
            139 => (LossCause.Aborted, "native code crashed (SIGSEGV)"),
            143 => (LossCause.Killed, "it was ended (SIGTERM)"),
            > 128 => (LossCause.Killed, $"it was ended by signal {exitCode - 128}"),
            _ => (LossCause.Aborted, $"it failed with exit code {exitCode}"),
        };
        return new(cause, lastWords.Length > 0 && cause != LossCause.Killed ? $"{words}: {lastWords}" : words);
    }
}
