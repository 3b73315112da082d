using System.Runtime.InteropServices;

namespace Grid.Orleans.Devices;

/// <summary>Ends this process with _exit: Environment.Exit waits for native code on other threads.</summary>
internal sealed partial class ProcessExit : IProcessExit
{
    /// <inheritdoc/>
    public void Now(int code) => ExitNow(code);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
