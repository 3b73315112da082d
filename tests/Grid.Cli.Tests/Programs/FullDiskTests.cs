using System.Text.Json;
using Grid.Tests.Storage;

namespace Grid.Cli.Tests.Programs;

public sealed class FullDiskTests : IDisposable
{
    private readonly GridProgram _grid = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _grid.Dispose();

    [Fact]
    public async Task A_disk_that_is_full_from_the_start_is_one_message()
    {
        using var disk = SmallDisk.MountOrSkip(megabytes: 1);
        Fill(disk);
        var answer = await _grid.Run("sweep", "run", _grid.Write("tiny.yaml", SweepFiles.Tiny), "--home",
            Path.Combine(disk.Path, "home"));
        Assert.Equal(2, answer.Code);
        Assert.Empty(answer.Data);
        Assert.StartsWith("error: ", answer.Talk, StringComparison.Ordinal);
        Assert.Contains("no space left", answer.Talk, StringComparison.Ordinal);
        Assert.Contains("hint: ", answer.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_waits_while_the_disk_of_its_checkpoints_is_full_and_goes_on_when_there_is_space()
    {
        using var disk = SmallDisk.MountOrSkip(megabytes: 64);
        var file = _grid.Write("long.yaml", SweepFiles.Long);
        var blobs = Path.Combine(disk.Path, "blobs");
        var sweep = _grid.Start("sweep", "run", file, "--slots", "2", "--blobs", blobs);
        await sweep.Said("long/1/1 runs on");
        var filler = Fill(disk);
        await sweep.Said("long/1/1 waits again: no space left");
        var before = await Run();
        Assert.Contains("free some space", before.GetProperty("next").GetString(), StringComparison.Ordinal);

        File.Delete(filler);
        var after = await Run();
        for (var tries = 0; StepOf(after) <= StepOf(before); tries++)
        {
            Assert.True(tries < 200, $"it does not go on: {after}");
            after = await Run();
        }

        Assert.Equal(0, after.GetProperty("failures").GetInt32());
        GridProgram.Signal(sweep, "INT");
        Assert.Equal(130, (await GridProgram.End(sweep)).Code);
        Assert.Equal(0, (await _grid.Run("checkpoint", "verify")).Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(blobs, ".temporary")));
    }

    [Fact]
    public async Task A_watcher_is_told_that_the_store_has_no_space_and_when_it_has_again()
    {
        using var disk = SmallDisk.MountOrSkip(megabytes: 24);
        var home = Path.Combine(disk.Path, "home");
        var sweep = _grid.Start("sweep", "run", _grid.Write("long.yaml", SweepFiles.Long), "--home", home, "--blobs",
            Path.Combine(_grid.Folder, "blobs"));
        await sweep.Said("long/1/1 runs on");
        var filler = Fill(disk);
        await sweep.Said("nothing moves: no space left to write");
        File.Delete(filler);
        await sweep.Said("the store takes writes again");
        GridProgram.Signal(sweep, "INT");
        Assert.Equal(130, (await GridProgram.End(sweep)).Code);
    }

    private static string Fill(SmallDisk disk)
    {
        var path = Path.Combine(disk.Path, "filler");
        var chunk = new byte[4096];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(chunk);
            }
        }
        catch (IOException)
        {
            return path; // It is full now.
        }
    }

    private static long StepOf(JsonElement run) => run.GetProperty("checkpointStep").GetInt64();

    private async Task<JsonElement> Run()
    {
        Cancellation.ThrowIfCancellationRequested();
        var shown = await _grid.Run("run", "show", "long/1/1", "--json");
        Assert.True(shown.Code == 0, shown.Talk);
        return JsonDocument.Parse(shown.Data).RootElement.GetProperty("summary");
    }
}
