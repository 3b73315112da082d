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

    /// <summary>Runs until the parent asks for the end, or is gone.</summary>
    /// <param name="arguments">The address of the blob store, then what the supervisor wrote.</param>
    public static Task<int> Run(string[] arguments) => DeviceProcess.Run(arguments[1..], (builder, device) =>
    {
        if (builder.AddTelemetry(device.Name))
        {
            builder.PropagateTraces();
        }

        builder.Services.AddSingleton<ITrainer>(new Trainer(Blobs(arguments[0]), TimeProvider.System));
    });

    // The parent opened the same address a moment ago.
    private static IBlobStore Blobs(string address) =>
        BlobStores.Open(address).Value ?? throw new ArgumentException("no address of a blob store", nameof(address));
}
