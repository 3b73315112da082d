using System.Diagnostics;
using Grid.Core.Devices;
using Grid.Orleans.Devices;

namespace Grid.Orleans.Supervision;

/// <summary>What a supervisor does when a device process is gone.</summary>
internal interface IDeviceEnds
{
    /// <summary>Tells the cluster that one incarnation of a device ended.</summary>
    void Tell(string device, long epoch, DeviceDeath death, bool isQuarantined);
}

/// <summary>
/// Keeps one device process alive, on a thread of its own: the kernel ends the process when the thread that started
/// it ends, so a thread of the pool would not do.
/// </summary>
internal sealed class DeviceChild(
    DeviceSpec spec, Func<long, ChildCommand> command, string folder, IDeviceEnds ends, TimeProvider time) : IDisposable
{
    // exec keeps the process id; the terminal's Ctrl+C does not reach the child; training yields to the control silo.
    private const string Script = "trap '' INT QUIT HUP; ulimit -c 0; exec nice -n 5 \"$@\" >>\"$GRID_LOG\" 2>&1";
    private static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(20);

    private readonly DeviceLog _log = new(Path.Combine(folder, $"{spec.Name}.log"));
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Lock _gate = new();
    private Process? _process;
    private Thread? _thread;

    /// <summary>The device.</summary>
    public string Name => spec.Name;

    /// <summary>Last incarnation started.</summary>
    public long Epoch { get; private set; }

    /// <summary>Why it is not started again, or null.</summary>
    public DeviceDeath? Quarantine { get; private set; }

    /// <summary>Starts the process and keeps it alive.</summary>
    public void Start()
    {
        _thread = new Thread(Keep) { IsBackground = true, Name = $"supervisor-{Name}" };
        _thread.Start();
    }

    /// <summary>Asks the process to end in order; kills it after 20 s. Returns when it is gone.</summary>
    public void Stop()
    {
        _stopping.Set();
        lock (_gate)
        {
            Try(() => _process?.StandardInput.WriteLine(DeviceProcessGuard.StopLine));
        }

        if (_thread?.Join(MaxStop) == false)
        {
            Kill();
            _thread.Join();
        }
    }

    /// <summary>Kills the process; it is started again unless it is being stopped.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            Try(() => _process?.Kill());
        }
    }

    /// <summary>After <see cref="Stop"/>.</summary>
    public void Dispose() => _stopping.Dispose();

    private void Keep()
    {
        var restarts = Restarts.None;
        while (!_stopping.IsSet)
        {
            var (death, lived) = LiveOnce();
            (restarts, var decision) = restarts.Ended(death.Cause, lived, time.GetUtcNow());
            if (decision is Restart.Quarantine x)
            {
                var reason = $"aborted {x.Aborts} times within two minutes; last: {death.Detail}";
                Quarantine = death with { Detail = reason };
                ends.Tell(Name, Epoch, Quarantine, true);
                return;
            }

            ends.Tell(Name, Epoch, death, false);
            _stopping.Wait(((Restart.After)decision).Delay);
        }
    }

    private (DeviceDeath Death, TimeSpan Lived) LiveOnce()
    {
        var began = time.GetTimestamp();
        Epoch = Math.Max(Epoch + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        var killsBefore = OutOfMemoryKills.Count();
        _log.Begin();
        using var process = Process.Start(StartInfo())!;
        lock (_gate)
        {
            _process = process;
        }

        process.WaitForExit();
        lock (_gate)
        {
            _process = null;
        }

        var isOutOfMemory = OutOfMemoryKills.Count() > killsBefore;
        var death = DeviceEnd.Judge(process.ExitCode, isOutOfMemory, LastWords.Of(_log.Tail()));
        return (death, time.GetElapsedTime(began));
    }

    private ProcessStartInfo StartInfo()
    {
        var child = command(Epoch);
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", Script, "sh", child.Program, .. child.Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["GRID_LOG"] = _log.Path;
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The process is gone: there is nothing to ask or kill any more.
        }
    }
}
