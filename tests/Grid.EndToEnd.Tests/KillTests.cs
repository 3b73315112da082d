using System.Security.Cryptography;
using System.Text.Json;

namespace Grid.EndToEnd.Tests;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 30;

    // Seeds derive from the file's seed and the knobs, not from its name: every sweep of these knobs has the same bits.
    private static string SweepFile(string name) => $$"""
        grid: 1
        name: {{name}}
        seed: 7
        objective: { metric: val.knn.top1, direction: maximize }
        recipe:
          data: { name: shapes, images: 1000, seed: 3 }
          method: { name: moco, queue: 64, momentum: 0.99 }
          encoder: { width: 8 }
          projector: { hidden: 32, output: 16 }
          train: { epochs: 4, batch: 32, optimizer: sgd, lr: 0.05, warmup_epochs: 1, precision: fp32 }
          evaluate: { knn: { k: 5, every_epochs: 2 } }
        space:
          method.temperature: [0.2, 0.5]
        replicas: 2
        checkpoint: { every: 500ms, keep: 2 }
        """;

    private static string FileWithStages(string name) => $$"""
        grid: 1
        name: {{name}}
        seed: 7
        objective: { metric: val.knn.top1, direction: maximize }
        recipe:
          data: { name: shapes, images: 240, seed: 3 }
          method: { name: clsp-moco, queue: 64, momentum: 0.99, candidates: 1 }
          encoder: { width: 8 }
          projector: { hidden: 32, output: 16 }
          train: { epochs: 2, batch: 32, optimizer: sgd, lr: 0.05, warmup_epochs: 1, precision: fp32 }
          evaluate: { knn: { k: 5, every_epochs: 2 } }
          diffusion:
            { channels: 16, groups: 8, multipliers: "1,2", attention: none, blocks: 1, epochs: 3, batch: 16, lr: 1.0e-3,
              warmup_steps: 5, ema: 0.9, sample_steps: 3, precision: fp32 }
        space:
          method.interpolation: [0.1, 0.6]
        checkpoint: { every: 500ms, keep: 2 }
        """;

    [Fact]
    public async Task A_sweep_killed_thirty_times_ends_as_if_nothing_had_happened()
    {
        using var calm = new GridProgram();
        var calmFile = calm.Write("calm.yaml", SweepFile("calm"));
        Assert.Equal(0, (await calm.Run("sweep", "run", calmFile, "--slots", "2")).Code);
        var expected = await Results(calm, "calm");
        Assert.Equal(4, expected.Count);

        using var stormy = new GridProgram();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var toll = new Toll(Kills);
        var sweeps = 0;
        while (toll.All < Kills)
        {
            var name = $"storm-{++sweeps}";
            var file = stormy.Write($"{name}.yaml", SweepFile(name));
            await Storm(stormy, file, random, toll, () => "training");
            Assert.Equal(expected, await Results(stormy, name));
            await AssertAllWhole(stormy, name);
        }

        var killed = $"{toll.Commands} commands and {toll.Devices} device processes killed in {sweeps} sweeps";
        output.WriteLine($"seed {seed}: {killed}");
        Assert.True(toll is { Commands: >= 5, Devices: >= 5 }, $"seed {seed}: {killed}");
    }

    [Fact]
    public async Task Shared_stages_killed_at_random_moments_give_the_same_bytes_and_nothing_half_made()
    {
        using var calm = new GridProgram();
        var calmFile = calm.Write("calm.yaml", FileWithStages("calm"));
        Assert.Equal(0, (await calm.Run("sweep", "run", calmFile, "--slots", "2")).Code);

        using var stormy = new GridProgram();
        var seed = Environment.TickCount;
        var toll = new Toll(mostOfStage: 3);
        var file = stormy.Write("storm.yaml", FileWithStages("storm"));
        await Storm(stormy, file, new Random(seed), toll, () => StageOf(stormy));

        output.WriteLine($"seed {seed}: killed in {toll}");
        Assert.True(toll is { Stages: 3, All: >= 6 }, $"seed {seed}: killed in {toll}");
        Assert.Equal(Artifacts(calm), Artifacts(stormy));
        Assert.Equal(await Results(calm, "calm"), await Results(stormy, "storm"));
    }

    /// <summary>What a sweep with shared stages is at, by what it has finished.</summary>
    private static string StageOf(GridProgram grid) =>
        Blobs(grid, SearchOption.TopDirectoryOnly).Count(x => x.Extension != ".png") switch
        {
            0 => "diffusion",
            < 3 => "synthesis",
            _ => "training",
        };

    /// <summary>Every artifact with the hash of its bytes.</summary>
    private static SortedDictionary<string, string> Artifacts(GridProgram grid)
    {
        string HashOf(FileInfo file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName)));
        var all = Blobs(grid, SearchOption.AllDirectories);
        return new(all.ToDictionary(x => x.FullName[grid.Home.Length..], HashOf), StringComparer.Ordinal);
    }

    private static FileInfo[] Blobs(GridProgram grid, SearchOption search)
    {
        var folder = new DirectoryInfo(Path.Combine(grid.Home, "blobs", "artifacts"));
        return folder.Exists ? folder.GetFiles("*", search) : [];
    }

    /// <summary>Runs a sweep to its end; kills its device process and its command in turn at random moments.</summary>
    private static async Task Storm(
        GridProgram grid, string file, Random random, Toll toll, Func<string> stageOf)
    {
        while (true)
        {
            using var command = grid.Start("sweep", "run", file, "--slots", "2");
            var end = GridProgram.End(command);
            while (!end.IsCompleted)
            {
                await Task.WhenAny(end, Task.Delay(random.Next(200, 3500), TestContext.Current.CancellationToken));
                var stage = stageOf();
                if (!toll.IsWanted(stage))
                {
                    continue;
                }

                if (toll.IsDeviceNext)
                {
                    toll.Devices += toll.Count(stage, grid.Processes("device-process").ToList().Count(Kill.Hard));
                }
                else if (Kill.Hard(command.Id))
                {
                    toll.Commands += toll.Count(stage, 1);
                    break;
                }
            }

            var (code, _, talk) = await end;
            await grid.AssertNoneLeft();
            if (code is 0 or 1 or 2)
            {
                Assert.True(code == 0, $"ended with {code}: {talk}");
                return;
            }
        }
    }

    /// <summary>Every run with its final metrics and the hashes of its final state.</summary>
    private static async Task<SortedDictionary<string, string>> Results(GridProgram grid, string sweep)
    {
        var shown = await grid.Ask("sweep", "show", sweep);
        var results = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var run in shown.GetProperty("runs").EnumerateArray())
        {
            var id = run.GetProperty("id").GetString()!;
            Assert.Equal("Finished", run.GetProperty("phase").GetString());
            Assert.Equal(0, run.GetProperty("failures").GetInt32());
            results[id[id.IndexOf('/', StringComparison.Ordinal)..]] =
                Comparable(run.GetProperty("metrics")) + "\n" + await FinalBlobs(grid, id);
        }

        return results;
    }

    private static string Comparable(JsonElement metrics) => string.Join("\n", metrics.EnumerateObject()
        .Where(x => !x.Name.Contains("per_second", StringComparison.Ordinal))
        .Select(x => $"{x.Name}={x.Value.GetRawText()}"));

    private static async Task<string> FinalBlobs(GridProgram grid, string run)
    {
        var checkpoints = await grid.Ask("checkpoint", "list", run);
        var last = checkpoints.EnumerateArray().MaxBy(x => x.GetProperty("step").GetInt64());
        Assert.Equal(last.GetProperty("steps").GetInt64(), last.GetProperty("step").GetInt64());
        var manifest = Path.Combine(grid.Home, "blobs", last.GetProperty("manifest").GetString()!);
        using var text = JsonDocument.Parse(await File.ReadAllTextAsync(manifest));
        return string.Join("\n", text.RootElement.GetProperty("blobs").EnumerateArray()
            .Select(x => $"{x.GetProperty("role").GetString()} {x.GetProperty("sha256").GetString()}").Order());
    }

    private static async Task AssertAllWhole(GridProgram grid, string sweep)
    {
        var (code, _, talk) = await grid.Run("checkpoint", "verify", sweep);
        Assert.True(code == 0, talk);
    }

    /// <summary>Who was killed, and while the sweep was at what.</summary>
    private sealed class Toll(int mostOfStage)
    {
        private readonly SortedDictionary<string, int> _stages = new(StringComparer.Ordinal);

        public int Stages => _stages.Count;

        public int Commands { get; set; }

        public int Devices { get; set; }

        public int All => Commands + Devices;

        public bool IsDeviceNext => Devices <= Commands;

        public bool IsWanted(string stage) => _stages.GetValueOrDefault(stage) < mostOfStage;

        public int Count(string stage, int killed)
        {
            if (killed > 0)
            {
                _stages[stage] = _stages.GetValueOrDefault(stage) + killed;
            }

            return killed;
        }

        public override string ToString() => string.Join(", ", _stages.Select(x => $"{x.Key} {x.Value} times"));
    }
}
