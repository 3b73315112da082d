namespace Grid.Cli.Tests.Programs;

public sealed class DamagedCheckpointTests(FinishedSweep finished) : IClassFixture<FinishedSweep>
{
    [Fact]
    public async Task A_flipped_bit_is_found_and_named()
    {
        var blobs = new DirectoryInfo(Path.Combine(finished.Grid.Home, "blobs"));
        var weights = blobs.EnumerateFiles("*", SearchOption.AllDirectories).MaxBy(x => x.Length)!;
        var bytes = await File.ReadAllBytesAsync(weights.FullName, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        weights.IsReadOnly = false;
        await File.WriteAllBytesAsync(weights.FullName, bytes, TestContext.Current.CancellationToken);
        var answer = await finished.Grid.Run("checkpoint", "verify");
        Assert.Equal(1, answer.Code);
        Assert.Contains("BAD checkpoints/tiny/", answer.Data, StringComparison.Ordinal);
        Assert.Contains($"{weights.Name}: does not have its SHA-256", answer.Talk, StringComparison.Ordinal);
    }
}
