using System.Text.Json;
using Grid.Core.Checkpoints;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Learning.Checkpoints;
using Grid.Learning.Tests.Training;

namespace Grid.Learning.Tests.Checkpoints;

public sealed class CheckpointReaderTests
{
    private readonly MemoryBlobs _blobs = new();
    private readonly CheckpointRef _checkpoint;

    public CheckpointReaderTests()
    {
        var writer = new CheckpointWriter(_blobs);
        writer.Begin(new CheckpointContent(Attempts.Manifest(step: 8), [("weights", new byte[100]), ("state",
            new byte[] { 1, 2 })]));
        _checkpoint = writer.Collect(wait: true)!;
    }

    [Fact]
    public async Task What_was_written_is_listed_and_read_back()
    {
        var listed = new List<ListedCheckpoint>();
        await foreach (var one in Reader.List("test/1", TestContext.Current.CancellationToken))
        {
            listed.Add(one);
        }

        Assert.Equal((_checkpoint.Manifest, 8), (Assert.Single(listed).Name, listed[0].Manifest!.Step));
        var read = (await Reader.Read(_checkpoint.Manifest, _checkpoint.Sha256,
            TestContext.Current.CancellationToken)).Value!;
        Assert.Equal([1, 2], read.Blobs["state"].ToArray());
        Assert.Equal(102, _checkpoint.Bytes);
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_is_found()
    {
        foreach (var name in _blobs.Names.ToArray())
        {
            var good = _blobs[name];
            foreach (var at in new[] { 0, good.Length / 2, good.Length - 1 })
            {
                var bad = (byte[])good.Clone();
                bad[at] ^= 4;
                _blobs[name] = bad;
                await AssertRefused("damaged");
            }

            _blobs[name] = good;
        }
    }

    [Fact]
    public async Task A_missing_part_is_named()
    {
        var part = _blobs.ManifestOf(_checkpoint).Blobs[1].Name;
        await _blobs.Delete(part, TestContext.Current.CancellationToken);
        await AssertRefused($"{part}: is missing");
    }

    [Fact]
    public async Task Another_recipes_checkpoint_is_refused()
    {
        var read = await Reader.ReadFor(_checkpoint, new string('b', 64), TestContext.Current.CancellationToken);
        Assert.Contains("is of another recipe: found aaaaaaaaaaaa", Assert.Single(read.Faults).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_format_is_refused_with_the_way_out()
    {
        var newer = _blobs.ManifestOf(_checkpoint) with { Format = 2 };
        _blobs["checkpoints/newer.json"] = JsonSerializer.SerializeToUtf8Bytes(newer,
            GridJson.Default.CheckpointManifest);
        var read = await Reader.Read("checkpoints/newer.json", null, TestContext.Current.CancellationToken);
        var fault = Assert.Single(read.Faults);
        Assert.Equal("has format 2, this program reads up to 1", fault.Message);
        Assert.Equal("use a newer version of grid", fault.Hint);
    }

    [Fact]
    public void A_trainer_tells_a_damaged_checkpoint_from_one_of_another_recipe()
    {
        var recipe = Attempts.Recipe("simclr").With("train.epochs", 1);
        var done = (AttemptEnd.Finished)Attempts.Train(_blobs, Attempts.Order(recipe));
        var part = _blobs.ManifestOf(done.Checkpoint!).Blobs[0].Name;
        _blobs[part][77] ^= 1;
        var failed = Assert.IsType<AttemptEnd.Failed>(Attempts.Train(_blobs, Attempts.Order(recipe, 2,
            done.Checkpoint)));
        Assert.Equal(FailureKind.DamagedCheckpoint, failed.Kind);
        Assert.Contains("damaged", failed.Reason, StringComparison.Ordinal);
        Assert.NotNull(failed.Hint);

        _blobs[part][77] ^= 1;
        var other = Attempts.Train(_blobs, Attempts.Order(recipe.With("train.lr", 0.5), 2, done.Checkpoint));
        failed = Assert.IsType<AttemptEnd.Failed>(other);
        Assert.Contains("another recipe", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(FailureKind.BadInput, failed.Kind);
    }

    [Fact]
    public void A_manifest_is_never_written_over()
    {
        var writer = new CheckpointWriter(_blobs);
        writer.Begin(new CheckpointContent(Attempts.Manifest(step: 8), []));
        Assert.Throws<StoreException>(() => writer.Collect(wait: true));
        Assert.False(writer.IsBusy);
    }

    private CheckpointReader Reader => new(_blobs);

    private async Task AssertRefused(string message)
    {
        var read = await Reader.ReadFor(_checkpoint, new string('a', 64), TestContext.Current.CancellationToken);
        Assert.Contains(read.Faults, x => x.ToString().Contains(message, StringComparison.Ordinal)
            && x.Hint is not null);
    }
}
