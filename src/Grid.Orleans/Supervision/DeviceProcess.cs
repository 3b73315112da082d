using System.Net.Sockets;
using Grid.Core.Ports;
using Grid.Orleans.Devices;
using Grid.Orleans.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grid.Orleans.Supervision;

/// <summary>The program of a device process: the hidden command of the one binary.</summary>
public static class DeviceProcess
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs until the parent asks for the end, or is gone.</summary>
    /// <param name="arguments">What <see cref="DeviceProcessOptions.ToArguments"/> wrote.</param>
    /// <param name="configure">Registers the <see cref="ITrainer"/>, and logging and telemetry where wanted.</param>
    /// <returns>The exit code, see <see cref="DeviceExit"/>.</returns>
    public static async Task<int> Run(
        IReadOnlyList<string> arguments, Action<IHostApplicationBuilder, DeviceOptions> configure)
    {
        // Probes of the cluster are answered by the pool, so it must never be short of threads.
        ThreadPool.SetMinThreads(256, 256);
        var options = DeviceProcessOptions.Parse(arguments);
        using var stop = new CancellationTokenSource();
        DeviceProcessGuard.Arm(options.ParentPid, stop.Cancel, new ProcessExit());
        try
        {
            using var mine = await Own(options.LockFile, stop.Token);
            using var host = Build(options, configure);
            await host.StartAsync(stop.Token);
            var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
            using var onStop = stop.Token.Register(lifetime.StopApplication);
            await host.WaitForShutdownAsync(CancellationToken.None);
            return DeviceExit.Stopped;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return DeviceExit.Stopped; // It was not wanted any more before it had begun.
        }
        catch (Exception e) when (IsPortTaken(e))
        {
            return DeviceExit.PortTaken;
        }
    }

    private static IHost Build(DeviceProcessOptions options, Action<IHostApplicationBuilder, DeviceOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.AddSimpleConsole(x => (x.SingleLine, x.TimestampFormat) = (true, "yyyy-MM-dd HH:mm:ss.fff "));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, DeviceLifetime>();
        configure(builder, options.Device);
        builder.AddGridDevice(options);
        return builder.Build();
    }

    /// <summary>Waits for the incarnation before this one to be gone.</summary>
    private static async Task<FileStream> Own(string file, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockPoll, stop);
            }
        }
    }

    private static bool IsPortTaken(Exception e) =>
        e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        || (e.InnerException is { } inner && IsPortTaken(inner));
}
