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

    private static readonly string[] Works =
    [
        "train 1 32 32", "train 2 32 32", "train 2 128 8", "sample 1 32 16", "sample 2 32 16", "sample 2 128 16",
    ];

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        var (rows, version) = (new List<string>(), "");
        foreach (var work in Works)
        {
            using var theirs = Peer.Python("unet.py", work);
            if (theirs is null)
            {
                return Task.CompletedTask;
            }

            using var ours = Peer.Own($"diffusion {work}");
            var blocks = PairedBlocks.Measure(Rounds, () => ours.Measure(Seconds), () => theirs.Measure(Seconds));
            rows.Add(blocks.Row(work.Replace(" ", ", ", StringComparison.Ordinal), ours, theirs));
            version = theirs.Version;
        }

        ResultFile.Write("diffusion", $"""
            # Diffusion

            The unconditional U-Net with levels 1, 2, 2, 2 on 32 x 32 images, float32. Training: noise, loss, clipping,
            Adam and the average of the weights; ours is the whole stage with its images and keyed draws. Sampling:
            images times steps, each with fresh noise on the anchor, two ways down and one up. The other is a plain
            script (modules, NCHW, torch.optim.Adam, defaults) on PyTorch {version}. Each side is a process of its own.
            {Rounds} blocks of {Seconds} s in turn, the other side waiting; medians. {ResultFile.Conditions()}

            {PairedBlocks.Head("work, threads, channels, batch")}
            {string.Join('\n', rows)}

            """);
        return Task.CompletedTask;
    }

    /// <summary>Serves our side of one of the works.</summary>
    /// <param name="mode">"train" or "sample".</param>
    /// <param name="threads">Threads one operation may use.</param>
    /// <param name="channels">Channels of the first level.</param>
    /// <param name="batch">Images of a step.</param>
    /// <param name="serve">Gets what measures about so many seconds.</param>
    public static void Ours(string mode, int threads, int channels, int batch, Action<Func<double, Block>> serve)
    {
        if (mode == "train")
        {
            using var training = Training(threads, channels, batch);
            training.Measure(2);
            serve(training.Measure);
            return;
        }

        using var network = new UNet(new UNetSpec { Channels = channels }, learns: false);
        Sample(network, threads, batch, seconds: 2);
        serve(seconds => Sample(network, threads, batch, seconds));
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
            Build = new StageBuild(StageCatalog.Diffusion, "model", DataSets.Load(recipe).Value!.Train.Sha256),
        };
        return new((blobs, reporter, stop) => new Trainer(blobs, TimeProvider.System).Train(order, reporter, stop),
            batch);
    }

    private static Block Sample(UNet network, int threads, int batch, double seconds)
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
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            sampler.Sample(samples);
            done += batch;
        }

        return new(done, Block.Cpu() - cpu, watch.Elapsed.TotalSeconds);
    }
}
