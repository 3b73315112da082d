using System.Diagnostics;
using System.Text.Json;

namespace Grid.EndToEnd.Tests;

public sealed class FrozenDeviceTests
{
    private const string SweepFile = """
        grid: 1
        name: frozen
        recipe:
          data: { name: shapes, limit: 100, validation: 0.2 }
          method: { name: moco, queue: 64, temperature: 0.2 }
          encoder: { width: 8 }
          projector: { hidden: 16, output: 8 }
          train: { epochs: 100000, batch: 16, optimizer: adamw, lr: 2.0e-3, warmup_epochs: 0, precision: fp32 }
          evaluate: { knn: { k: 5 } }
        checkpoint: { every: 1s }

        """;

    [Fact]
    public async Task A_device_process_that_stands_still_is_replaced_and_its_run_goes_on()
    {
        using var grid = new GridProgram();
        using var command = grid.Start("sweep", "run", grid.Write("frozen.yaml", SweepFile));
        var end = GridProgram.End(command);
        await Until("a checkpoint", grid, x => x.GetProperty("checkpointStep").GetInt64() > 0);
        var device = Assert.Single(grid.Processes("device-process"));

        using (var stop = Process.Start("/bin/kill", ["-STOP", $"{device}"]))
        {
            await stop.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await Until("the second attempt", grid, x => x.GetProperty("attempt").GetInt64() == 2
            && x.GetProperty("phase").GetString() == "Running");
        Assert.NotEqual(device, Assert.Single(grid.Processes("device-process")));
        var run = (await grid.Ask("run", "show", "frozen/1/1")).GetProperty("summary");
        Assert.Equal(0, run.GetProperty("failures").GetInt32());

        Assert.Equal(0, (await grid.Run("sweep", "cancel", "frozen")).Code);
        Assert.Equal(0, (await end).Code);
    }

    // Either the supervisor's pings or the cluster's probes find it, within a minute and a half.
    private static async Task Until(string what, GridProgram grid, Func<JsonElement, bool> holds)
    {
        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < TimeSpan.FromMinutes(3))
        {
            var (code, output, _) = await grid.Run("run", "show", "frozen/1/1", "--json");
            if (code == 0)
            {
                using var shown = JsonDocument.Parse(output);
                if (holds(shown.RootElement.GetProperty("summary")))
                {
                    return;
                }
            }
        }

        Assert.Fail($"{what} never came");
    }
}
