using System.Diagnostics;
using Grid.Learning.Data;
using Grid.Learning.Views;

namespace Grid.Benchmarks;

/// <summary>Views a second on one core, against torchvision on PIL images.</summary>
internal static class Augmentation
{
    private const int Rounds = 7;
    private const int Images = 256;
    private const double Seconds = 1.5;

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        using var peer = Peer.Python("augmentation.py");
        if (peer is null)
        {
            return Task.CompletedTask;
        }

        var images = Noise();
        var augmenter = new Augmenter(Recipes.Training(threads: 1, epochs: 1));
        var views = new byte[2 * Images * images.ImageBytes];
        Ours(augmenter, images, views);
        var blocks = PairedBlocks.Measure(Rounds, () => Ours(augmenter, images, views), () => peer.Measure(Seconds));
        ResultFile.Write("augmentation", $"""
            # Augmentation

            SimCLR views of 32 x 32 images (crop, jitter, mirror, grey), uint8 to uint8, one thread each; torchvision on
            PIL images, PyTorch {peer.Version}. {Rounds} blocks of {Seconds} s in turn. {ResultFile.Conditions()} The
            goal is ten times as many.

            {ResultFile.Row("views", "ours, best", "median", "torchvision, best", "median", "ratio of bests",
                "of medians")}
            |---|---|---|---|---|---|---|
            {blocks.Row("per CPU second", x => x.PerCpuSecond)}
            {blocks.Row("per second", x => x.PerSecond)}

            """);
        return Task.CompletedTask;
    }

    private static Block Ours(Augmenter augmenter, ImageSet images, byte[] views)
    {
        int[] rows = [.. Enumerable.Range(0, Images)];
        var (cpu, watch, step) = (Block.Cpu(), Stopwatch.StartNew(), 0);
        while (watch.Elapsed.TotalSeconds < Seconds)
        {
            augmenter.Write(images, rows, 0, step++, views);
        }

        return new(2.0 * Images * step, Block.Cpu() - cpu, watch.Elapsed.TotalSeconds);
    }

    private static ImageSet Noise()
    {
        var (pixels, draws) = (new byte[Images * 32 * 32 * 3], Draws.Of(0));
        for (var at = 0; at < pixels.Length; at++)
        {
            pixels[at] = (byte)draws.Below(256);
        }

        return new("noise", 32, 32, pixels, new int[Images], ["any"]);
    }
}
