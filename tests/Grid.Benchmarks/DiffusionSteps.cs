using System.Diagnostics;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Stages;
using Grid.Learning.Training;
using static TorchSharp.torch;

namespace Grid.Benchmarks;

/// <summary>Our diffusion training step and our sampler against the plain PyTorch script that people write.</summary>
internal static class DiffusionSteps
{
    private const int Rounds = 4;
    private const double Seconds = 5;

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        var (rows, version) = (new List<string>(), "");
        foreach (var (mode, threads, channels, batch) in
            new[] { ("train", 1, 32, 32), ("train", 2, 32, 32), ("train", 2, 128, 8), ("sample", 1, 32, 16),
                ("sample", 2, 32, 16), ("sample", 2, 128, 16) })
        {
            using var peer = Peer.Python("unet.py", $"{mode},{threads},{channels},{batch}");
            if (peer is null)
            {
                return Task.CompletedTask;
            }

            var what = $"{mode}, {channels} channels, batch {batch}, {threads} thread(s)";
            if (mode == "train")
            {
                using var ours = Training(threads, channels, batch);
                rows.AddRange(Measured(what, peer, () => ours.Measure(Seconds)));
            }
            else
            {
                using var network = new UNet(new UNetSpec { Channels = channels }, learns: false);
                rows.AddRange(Measured(what, peer, () => Sample(network, threads, batch)));
            }

            version = peer.Version;
        }

        ResultFile.Write("diffusion", $"""
            # Diffusion

            The unconditional U-Net with levels 1, 2, 2, 2 on 32 x 32 images, float32. Training: noise, loss, clipping,
            Adam and the average of the weights; ours is the whole stage with its images and keyed draws. Sampling:
            images times steps, each with fresh noise on the anchor, two ways down and one up. Numbers are for a hundred
            seconds. The other is a plain script (modules, NCHW, torch.optim.Adam, defaults) on PyTorch {version}.
            {Rounds} blocks of {Seconds} s in turn, the other side waiting. {ResultFile.Conditions()}

            {ResultFile.Row("images", "ours, best", "median", "script, best", "median", "ratio of bests", "of medians")}
            |---|---|---|---|---|---|---|
            {string.Join('\n', rows)}

            """);
        return Task.CompletedTask;
    }

    private static IEnumerable<string> Measured(string what, Peer peer, Func<Block> ours)
    {
        ours();
        var blocks = PairedBlocks.Measure(Rounds, ours, () => peer.Measure(Seconds));
        return [blocks.Row($"{what}, per CPU second", x => 100 * x.PerCpuSecond),
            blocks.Row($"{what}, per second", x => 100 * x.PerSecond)];
    }

    private static GatedTraining Training(int threads, int channels, int batch)
    {
        var stage = Settings.Of(StageCatalog.All[0].Settings.Select(x => (x.Path, x.Default!)));
        var recipe = Recipes.Training(threads, epochs: 1).Overlay(stage).Overlay(Settings.Of(
            ("diffusion.channels", channels), ("diffusion.batch", batch), ("diffusion.threads", threads),
            ("diffusion.precision", "fp32")));
        var order = Recipes.Order(recipe) with
        {
            CheckpointEvery = TimeSpan.MaxValue,
            Build = new StageBuild(StageCatalog.Diffusion, "model"),
        };
        return new((blobs, reporter, stop) => new Trainer(blobs, TimeProvider.System).Train(order, reporter, stop),
            batch);
    }

    private static Block Sample(UNet network, int threads, int batch)
    {
        set_num_threads(threads);
        var noise = new NoiseSchedule(network.Spec.Times, 1e-4, 0.02);
        var sampler = new ImageSampler(network, new SamplingPlan
        {
            Noise = noise,
            Steps = ReverseStep.Ddim(noise, 2, 0.1),
            Interpolation = 0.1,
            Guidance = 0,
        }, new ImageSet("black", 32, 32, new byte[batch * 32 * 32 * 3], new int[batch], ["any"]), seed: 1);
        (long, int)[] samples = [.. Enumerable.Range(0, batch).Select(x => ((long)x, 0))];
        var (cpu, watch, done) = (Block.Cpu(), Stopwatch.StartNew(), 0);
        while (watch.Elapsed.TotalSeconds < Seconds)
        {
            sampler.Sample(samples);
            done += batch;
        }

        return new(done, Block.Cpu() - cpu, watch.Elapsed.TotalSeconds);
    }
}
