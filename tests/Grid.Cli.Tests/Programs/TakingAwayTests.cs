namespace Grid.Cli.Tests.Programs;

public sealed class TakingAwayTests(FinishedSweep finished) : IClassFixture<FinishedSweep>
{
    private GridProgram Grid => finished.Grid;

    [Fact]
    public async Task An_export_writes_the_encoder_its_features_and_their_labels()
    {
        var answer = await Grid.Run("checkpoint", "export", "tiny/1/1", "--encoder", "encoder.safetensors",
            "--embeddings", "features.npy");
        Assert.True(answer.Code == 0, answer.Talk);
        Assert.Contains("features.npy  float32 [100, 64], features of shapes", answer.Data, StringComparison.Ordinal);
        Assert.Contains("features.labels.npy  int64 [100]", answer.Data, StringComparison.Ordinal);
        var encoder = await File.ReadAllTextAsync(In("encoder.safetensors"), TestContext.Current.CancellationToken);
        Assert.Contains("\"layer4.1.bn2.running_var\":{\"dtype\":\"F32\",\"shape\":[64]", encoder,
            StringComparison.Ordinal);
        Assert.Contains("\"run\":\"tiny/1/1\"", encoder, StringComparison.Ordinal);
        Assert.Equal(128 + (4 * 100 * 64), new FileInfo(In("features.npy")).Length);
        Assert.Empty(Directory.GetFiles(Grid.Folder, "*.partial"));
    }

    [Fact]
    public async Task A_run_starts_from_an_exported_encoder_unless_it_does_not_fit()
    {
        await Grid.Run("checkpoint", "export", "tiny/1/1", "--encoder", "start.safetensors");
        string With(string encoder, string name) => Grid.Write($"{name}.yaml", SweepFiles.Tiny
            .Replace("name: tiny", $"name: {name}", StringComparison.Ordinal)
            .Replace("encoder: { width: 8 }", $"encoder: {encoder}", StringComparison.Ordinal)
            .Replace("[0.1, 0.5]", "[0.1]", StringComparison.Ordinal));
        var wide = await Grid.Run("sweep", "run", With("{ width: 16, weights: start.safetensors }", "wide"));
        Assert.Equal(1, wide.Code);
        Assert.Contains("recipe.encoder.weights: 'start.safetensors' has other shapes: ", wide.Talk,
            StringComparison.Ordinal);
        Assert.Contains("hint: the file fits encoder.name: resnet18, encoder.stem: cifar or mid, encoder.width: 8",
            wide.Talk, StringComparison.Ordinal);
        var fits = await Grid.Run("sweep", "run", With("{ width: 8, weights: start.safetensors }", "fits"));
        Assert.True(fits.Code == 0, fits.Talk);
    }

    [Fact]
    public async Task A_picture_is_a_PNG_and_a_probe_chooses_on_validation_images()
    {
        var drawn = await Grid.Run("checkpoint", "picture", "tiny/2/1", "--out", "features.png", "--images", "60");
        Assert.True(drawn.Code == 0, drawn.Talk);
        var bytes = await File.ReadAllBytesAsync(In("features.png"), TestContext.Current.CancellationToken);
        Assert.Equal("PNG"u8.ToArray(), bytes[1..4]);
        var probed = await Grid.Run("checkpoint", "probe", "tiny/2/1", "--json");
        Assert.True(probed.Code == 0, probed.Talk);
        Assert.Contains("\"testTop1\": ", probed.Data, StringComparison.Ordinal);
        Assert.Equal(13, probed.Talk.Split("of the validation images").Length - 1);
    }

    [Theory]
    [InlineData("export tiny/1/1", "--encoder: nothing to export")]
    [InlineData("export tiny/1/1 --encoder nowhere/x.safetensors", "--encoder: there is no folder")]
    [InlineData("export tiny/1/1 --embeddings x.txt", "'x.txt' does not end in .npy")]
    [InlineData("export tiny/1/1 --encoder x --step 99", "keeps no checkpoint of step 99")]
    [InlineData("export tiny/9/1 --encoder x", "tiny/9/1")]
    [InlineData("export tiny/1/1 --embeddings x.npy --data cifar10 --root nowhere", "data.root")]
    [InlineData("export tiny/1/1 --embeddings x.npy --data nothing", "no data set 'nothing'")]
    [InlineData("picture tiny/1/1 --images 90000", "--images: must be 16 to 5000")]
    public async Task Bad_requests_are_refused_with_a_hint_and_leave_no_file(string command, string message)
    {
        var answer = await Grid.Run(["checkpoint", .. command.Split(' ')]);
        Assert.Equal(1, answer.Code);
        Assert.Contains(message, answer.Talk, StringComparison.Ordinal);
        Assert.Contains("hint: ", answer.Talk, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Grid.Folder, "x*"));
    }

    private string In(string name) => Path.Combine(Grid.Folder, name);
}
