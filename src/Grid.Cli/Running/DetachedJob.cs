using System.Diagnostics;
using System.Globalization;
using Grid.Cli.Hosting;
using Grid.Cli.Invocations;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Cli.Running;

/// <summary>A sweep in a background process with a session of its own, which logout does not reach.</summary>
internal sealed class DetachedJob(Invocation call, SweepSpec spec)
{
    // setsid: a session of its own. The shell only starts it and says its process id.
    private const string Script = "setsid \"$@\" >>\"$GRID_LOG\" 2>&1 </dev/null & echo $!";
    private const string Mark = "GRID_DETACHED";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>True in the background process: its command line still says --detach.</summary>
    public static bool IsHere => Environment.GetEnvironmentVariable(Mark) is not null;

    /// <summary>Starts it, and waits until the sweep is submitted.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Start()
    {
        var log = LogPath();
        var pid = await StartProcess(log);
        while (!call.Stop.IsCancellationRequested)
        {
            if (await Find() is { } found)
            {
                return Tell(found, pid, log);
            }

            if (!IsAlive(pid))
            {
                return await Fail(log);
            }

            await Task.Delay(Poll, call.Stop);
        }

        return ExitCode.Interrupted;
    }

    private string LogPath()
    {
        var folder = Directory.CreateDirectory(Path.Combine(call.Home, "logs"));
        var stamp = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return Path.Combine(folder.FullName, $"{spec.Name}-{stamp}.log");
    }

    private static async Task<int> StartProcess(string log)
    {
        var (program, before) = ThisProgram.Command;
        var arguments = Environment.GetCommandLineArgs()[1..];
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", program, .. before, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["GRID_LOG"] = log;
        start.Environment[Mark] = "1";
        using var shell = Process.Start(start)!;
        var pid = await shell.StandardOutput.ReadLineAsync();
        await shell.WaitForExitAsync();
        return int.Parse(pid!, CultureInfo.InvariantCulture);
    }

    private async Task<SweepSummary?> Find()
    {
        try
        {
            if (await call.Access.Read(call.Stop) is not { IsValid: true, Value: { } lease })
            {
                return null;
            }

            await using (lease)
            {
                var named = await lease.Grid.Sweeps(new() { Name = spec.Name, Take = 1000 }, call.Stop);
                return named.Rows.FirstOrDefault(x => x.SpecHash == spec.Hash);
            }
        }
        catch (StoreException)
        {
            // The background process is creating the home at this moment.
            return null;
        }
    }

    private int Tell(SweepSummary sweep, int pid, string log)
    {
        call.Output.Talk($"process {pid} runs sweep {sweep.Id}; its log: {log}");
        call.Output.Hint($"grid sweep watch {sweep.Id}");
        return call.Show(sweep, () => call.Output.Data(sweep.Id.Value));
    }

    private async Task<int> Fail(string log)
    {
        call.Output.Error("the background process ended at once");
        foreach (var line in await File.ReadAllLinesAsync(log, call.Stop))
        {
            call.Output.Talk(line);
        }

        return ExitCode.Failure;
    }

    private static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}");
}
