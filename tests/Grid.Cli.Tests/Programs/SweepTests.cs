using System.Text.Json;

namespace Grid.Cli.Tests.Programs;

/// <summary>A finished sweep, trained once for all tests that look at one.</summary>
public sealed class FinishedSweep : IAsyncLifetime
{
    public GridProgram Grid { get; } = new();

    public Answer Answer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Grid.Write("tiny.yaml", SweepFiles.Tiny);
        Answer = await Grid.Run("sweep", "run", "tiny.yaml", "--slots", "2");
    }

    public ValueTask DisposeAsync()
    {
        Grid.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class SweepTests(FinishedSweep finished) : IClassFixture<FinishedSweep>
{
    private GridProgram Grid => finished.Grid;

    [Fact]
    public void A_sweep_prints_its_results_and_where_to_look_next()
    {
        var (code, data, talk) = finished.Answer;
        Assert.True(code == 0, talk);
        Assert.StartsWith("rank  trial  method.temperature  val.knn.top1", data, StringComparison.Ordinal);
        Assert.Contains("untrained.knn.top1", data, StringComparison.Ordinal);
        Assert.Contains("tiny/2/1 finished: val.knn.top1 ", talk, StringComparison.Ordinal);
        Assert.Contains("hint: grid sweep results tiny --format markdown", talk, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', data + talk);
    }

    [Fact]
    public async Task The_same_file_again_prints_the_same_results_at_once()
    {
        var again = await Grid.Run("sweep", "run", "tiny.yaml");
        Assert.Equal((0, finished.Answer.Data), (again.Code, again.Data));
        Assert.Contains("is there already", again.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sweep list", "rows")]
    [InlineData("sweep show tiny", "runs")]
    [InlineData("sweep results tiny", "trials")]
    [InlineData("sweep results tiny --format json", "trials")]
    [InlineData("sweep plan tiny.yaml", "estimate")]
    [InlineData("sweep check tiny.yaml", "hash")]
    [InlineData("sweep watch tiny", "specHash")]
    [InlineData("run show tiny/1/1", "state")]
    [InlineData("run metrics tiny/1/1", "")]
    [InlineData("run logs tiny/1/1", "")]
    [InlineData("run recipe tiny/1/1", "command")]
    [InlineData("why tiny", "story")]
    [InlineData("why tiny/1/1", "story")]
    [InlineData("device list", "")]
    [InlineData("checkpoint list", "")]
    [InlineData("checkpoint verify", "")]
    [InlineData("data list", "")]
    [InlineData("data check shapes --limit 100", "parts")]
    [InlineData("method list", "")]
    [InlineData("method show moco", "settings")]
    [InlineData("doctor", "findings")]
    public async Task Every_answer_can_be_one_JSON_document(string arguments, string property)
    {
        var answer = await Grid.Run([.. arguments.Split(' '), "--json"]);
        Assert.True(answer.Code == 0, answer.Talk);
        using var document = JsonDocument.Parse(answer.Data);
        if (property.Length > 0)
        {
            Assert.True(document.RootElement.TryGetProperty(property, out _), answer.Data);
        }
        else
        {
            Assert.Equal(JsonValueKind.Array, document.RootElement.ValueKind);
        }
    }

    [Fact]
    public async Task Metrics_are_columns_where_stdout_is_no_terminal()
    {
        var answer = await Grid.Run("run", "metrics", "tiny/1/1", "--name", "train.loss");
        var lines = answer.Data.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("step,train.loss", lines[0]);
        Assert.Equal(6, lines.Length);
    }

    [Fact]
    public async Task The_command_that_reproduces_a_run_gives_the_same_weights()
    {
        var recipe = await Grid.Run("run", "recipe", "tiny/2/1");
        var command = recipe.Data.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("grid train --name tiny-2-1-again --run-seed ", command, StringComparison.Ordinal);
        var trained = await Grid.Run(command.Split(' ')[1..]);
        Assert.True(trained.Code == 0, trained.Talk);
        Assert.Equal(await WeightsOf("tiny/2/1"), await WeightsOf("tiny-2-1-again/1/1"));
        Assert.NotEqual(await WeightsOf("tiny/1/1"), await WeightsOf("tiny/2/1"));
    }

    [Fact]
    public async Task An_unknown_id_is_named()
    {
        foreach (var arguments in (string[])["sweep show nobody", "sweep pause nobody", "run show tiny/9/1",
            "why nobody/1/1"])
        {
            var answer = await Grid.Run(arguments.Split(' '));
            Assert.Equal(1, answer.Code);
            Assert.Matches("^error: id: there is no (sweep|run) '", answer.Talk);
        }
    }

    // Weights are stored by their SHA-256, so equal names are equal bits.
    private async Task<string> WeightsOf(string run)
    {
        var shown = await Grid.Run("run", "show", run, "--json");
        using var document = JsonDocument.Parse(shown.Data);
        var manifest = document.RootElement.GetProperty("state").GetProperty("checkpoints").EnumerateArray().Last()
            .GetProperty("manifest").GetString()!;
        var path = Path.Combine(Grid.Home, "blobs", manifest);
        using var read = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        return string.Join(' ', read.RootElement.GetProperty("blobs").EnumerateArray()
            .Select(x => $"{x.GetProperty("role")} {x.GetProperty("sha256")}").Order());
    }
}
