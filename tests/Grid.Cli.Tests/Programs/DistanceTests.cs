using System.Text.Json;

namespace Grid.Cli.Tests.Programs;

public sealed class DistanceTests
{
    private static readonly string Positives = SweepFiles.Tiny
        .Replace("name: tiny", "name: positives", StringComparison.Ordinal)
        .Replace("{ name: moco, queue: 64 }", "{ name: clsp-simclr, candidates: 1 }", StringComparison.Ordinal)
        .Replace("space:", """
          diffusion:
              { channels: 8, groups: 4, multipliers: "1,2", attention: none, blocks: 1, epochs: 1, batch: 16,
                warmup_steps: 2, sample_steps: 2, precision: fp32 }
        space:
        """, StringComparison.Ordinal)
        .Replace("[0.1, 0.5]", "[0.5]", StringComparison.Ordinal);

    [Fact]
    public async Task Synthetic_positives_are_held_against_their_images_by_an_encoder_of_a_run()
    {
        using var grid = new GridProgram();
        var ran = await grid.Run("sweep", "run", grid.Write("positives.yaml", Positives));
        Assert.True(ran.Code == 0, ran.Talk);
        var listed = await grid.Run("artifact", "list", "--json");
        using var artifacts = JsonDocument.Parse(listed.Data);
        var ids = artifacts.RootElement.EnumerateArray().Select(x => x.GetProperty("id").GetString()!).ToArray();
        var (model, positives) = (ids.Single(x => x.StartsWith("diffusion@", StringComparison.Ordinal)),
            ids.Single(x => x.StartsWith("synthesis@", StringComparison.Ordinal)));

        var measured = await grid.Run("artifact", "distance", positives, "--encoder", "positives/1/1", "--json");

        Assert.True(measured.Code == 0, measured.Talk);
        using var distance = JsonDocument.Parse(measured.Data);
        Assert.Equal("frechet_distance", distance.RootElement.GetProperty("metric").GetString());
        Assert.True(distance.RootElement.GetProperty("value").GetDouble() > 0);
        Assert.Equal(80, distance.RootElement.GetProperty("candidates").GetInt32());
        await Refused(grid, "name one of the two", positives);
        await Refused(grid, "is no finished set", model, "--encoder", "positives/1/1");
        await Refused(grid, "no run", positives, "--encoder", "positives/9/1");
        await Refused(grid, "is no TorchScript file", positives, "--inception", "positives.yaml");
    }

    private static async Task Refused(GridProgram grid, string message, params string[] arguments)
    {
        var answer = await grid.Run(["artifact", "distance", .. arguments]);
        Assert.Equal(1, answer.Code);
        Assert.Contains(message, answer.Talk, StringComparison.Ordinal);
        Assert.Contains("hint: ", answer.Talk, StringComparison.Ordinal);
    }
}
