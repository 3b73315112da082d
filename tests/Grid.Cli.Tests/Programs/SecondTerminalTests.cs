using System.Text.Json;

namespace Grid.Cli.Tests.Programs;

public sealed class SecondTerminalTests : IDisposable
{
    private readonly GridProgram _grid = new();

    public void Dispose() => _grid.Dispose();

    [Fact]
    public async Task A_second_terminal_lists_pauses_resumes_and_cancels()
    {
        var file = _grid.Write("long.yaml", SweepFiles.Long);
        var owner = _grid.Start("sweep", "run", file, "--slots", "2");
        await owner.Said("long/1/1 runs on");
        Assert.Equal("Running", await PhaseOf("long"));
        Assert.Contains("ready", (await _grid.Run("device", "list")).Data, StringComparison.Ordinal);

        var edited = _grid.Write("edited.yaml", SweepFiles.Long.Replace("[0.1, 0.5]", "[0.1]",
            StringComparison.Ordinal));
        var refused = await _grid.Run("sweep", "run", edited);
        Assert.Equal(1, refused.Code);
        Assert.Contains("hint: ", refused.Talk, StringComparison.Ordinal);

        Assert.Equal(0, (await _grid.Run("sweep", "pause", "long")).Code);
        await owner.Said("long/1/1 paused");
        Assert.Equal(0, (await _grid.Run("sweep", "resume", "long")).Code);
        await owner.Said("long/1/1 runs on");
        Assert.Equal(0, (await _grid.Run("run", "cancel", "long/1/1", "--reason", "too slow")).Code);
        await owner.Said("long/1/1 cancelled: ");
        Assert.Equal(0, (await _grid.Run("sweep", "cancel", "long")).Code);
        var ended = await GridProgram.End(owner);
        Assert.True(ended.Code == 0, ended.Talk);
        Assert.Equal("Cancelled", await PhaseOf("long"));
        Assert.Contains("too slow", (await _grid.Run("why", "long/1/1")).Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task A_sweep_that_was_stopped_goes_on_where_it_was(string signal)
    {
        var file = _grid.Write("long.yaml", SweepFiles.Long);
        var first = _grid.Start("sweep", "run", file, "--slots", "2");
        await first.Said("long/1/1 runs on");
        await CheckpointOf("long/1/1");
        GridProgram.Signal(first, signal);
        var stopped = await GridProgram.End(first);
        if (signal == "INT")
        {
            Assert.Equal(130, stopped.Code);
            Assert.Contains("nothing is lost", stopped.Talk, StringComparison.Ordinal);
            Assert.Contains($"hint: go on with: grid sweep run {file}", stopped.Talk, StringComparison.Ordinal);
        }

        var second = _grid.Start("sweep", "run", file, "--slots", "2");
        await second.Said("attempt 2: temperature=0.1");
        var why = await _grid.Run("why", "long/1/1");
        Assert.Matches("attempt 2 began on .* from step [1-9]", why.Data);
        GridProgram.Signal(second, "TERM");
        Assert.Equal(130, (await GridProgram.End(second)).Code);
    }

    [Fact]
    public async Task A_detached_sweep_runs_in_a_session_of_its_own()
    {
        var file = _grid.Write("tiny.yaml", SweepFiles.Tiny);
        var started = await _grid.Run("sweep", "run", file, "--detach");
        Assert.True(started.Code == 0, started.Talk);
        Assert.Equal("tiny\n", started.Data);
        Assert.Contains("hint: grid sweep watch tiny", started.Talk, StringComparison.Ordinal);
        var watched = await _grid.Run("sweep", "watch", "tiny");
        Assert.True(watched.Code == 0, watched.Talk);
        Assert.Contains("finished", watched.Data, StringComparison.Ordinal);
    }

    private async Task<string?> PhaseOf(string sweep)
    {
        using var document = JsonDocument.Parse((await _grid.Run("sweep", "show", sweep, "--json")).Data);
        return document.RootElement.GetProperty("sweep").GetProperty("phase").GetString();
    }

    // A checkpoint is made every second; the wait is for it, not for time.
    private async Task CheckpointOf(string run)
    {
        while (true)
        {
            using var document = JsonDocument.Parse((await _grid.Run("run", "show", run, "--json")).Data);
            if (document.RootElement.GetProperty("summary").GetProperty("checkpointStep").GetInt64() > 0)
            {
                return;
            }
        }
    }
}
