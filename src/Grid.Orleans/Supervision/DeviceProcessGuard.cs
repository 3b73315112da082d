using System.Runtime.InteropServices;
using Grid.Orleans.Devices;

namespace Grid.Orleans.Supervision;

/// <summary>Ends a device process with its parent, whatever else goes on in it.</summary>
internal static partial class DeviceProcessGuard
{
    /// <summary>The line on standard input that asks for an orderly end.</summary>
    public const string StopLine = "stop";

    private const int SetParentDeathSignal = 1;
    private const int SigKill = 9;

    /// <summary>
    /// To be called first. Both ways, because either alone has a gap: the signal is lost where the parent is gone
    /// already, and the thread needs the runtime to be alive.
    /// </summary>
    public static void Arm(int parentPid, Action stop, IProcessExit exit)
    {
        if (OperatingSystem.IsLinux())
        {
            var isArmed = SetProcessOption(SetParentDeathSignal, SigKill, 0, 0, 0) == 0;
            if (!isArmed || GetParentPid() != parentPid)
            {
                exit.Now(DeviceExit.ParentGone);
            }
        }

        new Thread(() => Watch(stop, exit)) { IsBackground = true, Name = "parent-watch" }.Start();
    }

    private static void Watch(Action stop, IProcessExit exit)
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line == StopLine)
            {
                stop();
            }
        }

        exit.Now(DeviceExit.ParentGone);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetProcessOption(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentPid();
}
