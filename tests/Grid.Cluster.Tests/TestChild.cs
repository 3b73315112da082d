using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Orleans.Devices;
using Grid.Orleans.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Grid.Cluster.Tests;

/// <summary>What this program does in the processes that tests start.</summary>
internal static partial class TestChild
{
    /// <summary>The command line of a device process.</summary>
    public static ChildCommand Command(ImmutableArray<string> arguments) =>
        new(Environment.ProcessPath!, ["device-process", .. arguments]);

    /// <summary>
    /// A fake trainer that aborts its process at step "crash.step" of trial "crash.trial", and stands still at step
    /// "hang.step" of trial "hang.trial".
    /// </summary>
    public static void Configure(IHostApplicationBuilder builder, DeviceOptions _)
    {
        var trainer = new FakeTrainer(new MemoryBlobs())
        {
            Stepping = (order, step) =>
            {
                if (IsAt("crash", order, step))
                {
                    Abort();
                }

                if (IsAt("hang", order, step))
                {
                    Thread.Sleep(Timeout.Infinite);
                }
            },
        };
        builder.Services.AddSingleton<ITrainer>(trainer);
    }

    /// <summary>A whole parent with one device, until it is killed.</summary>
    public static async Task<int> RunParent(string folder)
    {
        await using var process = await OneProcess.StartWithChild(new(), new MemoryBlobs(), folder);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static bool IsAt(string what, AttemptOrder order, long step) =>
        Number(order, $"{what}.step") == step && Number(order, $"{what}.trial") == Number(order, "x");

    private static double? Number(AttemptOrder order, string path) => (order.Recipe[path] as Value.Number)?.Amount;

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void Abort();
}
