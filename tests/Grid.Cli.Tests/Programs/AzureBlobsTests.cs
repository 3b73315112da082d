using Grid.Tests.Storage.Blobs;

namespace Grid.Cli.Tests.Programs;

public sealed class AzureBlobsTests(Azurite azurite) : IDisposable
{
    private readonly GridProgram _grid = new();

    public void Dispose() => _grid.Dispose();

    [Fact]
    public async Task Checkpoints_go_to_the_container_that_the_home_then_remembers()
    {
        var connection = await azurite.ConnectionOrSkip(TestContext.Current.CancellationToken);
        var file = _grid.Write("tiny.yaml", SweepFiles.Tiny);
        var ran = await _grid.Run("sweep", "run", file, "--slots", "2", "--blobs", $"azure:{connection};checkpoints");
        Assert.True(ran.Code == 0, ran.Talk);
        Assert.Empty(Directory.EnumerateFiles(_grid.Home, "*.safetensors", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path.Combine(_grid.Home, "blobs")), "checkpoints went to the folder");

        var verified = await _grid.Run("checkpoint", "verify");
        Assert.True(verified.Code == 0, verified.Talk);
        Assert.Contains("checkpoints/tiny/1/1/", verified.Data, StringComparison.Ordinal);
        var key = connection.Split("AccountKey=")[1].Split(';')[0];
        Assert.DoesNotContain(key, ran.Talk + ran.Data + verified.Talk + verified.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_address_is_told_without_the_key()
    {
        var file = _grid.Write("tiny.yaml", SweepFiles.Tiny);
        var answer = await _grid.Run("sweep", "run", file, "--blobs", "azure:AccountName=a;AccountKey=secret;box");
        Assert.Equal(1, answer.Code);
        Assert.StartsWith("error: blobs: holds no valid connection string", answer.Talk, StringComparison.Ordinal);
        Assert.Contains("hint: ", answer.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer.Talk, StringComparison.Ordinal);
    }
}
