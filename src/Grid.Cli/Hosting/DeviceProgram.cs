using Grid.Core.Ports;
using Grid.Learning.Training;
using Grid.Orleans.Hosting;
using Grid.Orleans.Supervision;
using Grid.Server;
using Grid.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;

namespace Grid.Cli.Hosting;

/// <summary>The hidden command that is a device: it trains, and reports to the control silo that started it.</summary>
internal static class DeviceProgram
{
    /// <summary>Its name.</summary>
    public const string Command = "device-process";

    /// <summary>
    /// Variable with the address of the blob store. It may hold a key, and everybody can read a command line.
    /// </summary>
    public const string BlobsVariable = "GRID_BLOBS_ADDRESS";

    /// <summary>Runs until the parent asks for the end, or is gone.</summary>
    /// <param name="arguments">What the supervisor wrote.</param>
    public static Task<int> Run(string[] arguments) => DeviceProcess.Run(arguments, (builder, device) =>
    {
        if (builder.AddTelemetry(device.Name))
        {
            builder.PropagateTraces();
        }

        builder.Services.AddSingleton<ITrainer>(new Trainer(Blobs(), TimeProvider.System) { FreeBytes = FreeBytes });
    });

    private static string Address => Environment.GetEnvironmentVariable(BlobsVariable) ?? "";

    // The parent opened the same address a moment ago.
    private static IBlobStore Blobs() => BlobStores.Open(Address).Value
        ?? throw new InvalidOperationException($"{BlobsVariable} holds no address of a blob store");

    // A container in the cloud has room for everything.
    private static long? FreeBytes() => Directory.Exists(Address) ? new DriveInfo(Address).AvailableFreeSpace : null;
}
