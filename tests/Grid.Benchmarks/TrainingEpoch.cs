using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Training;
using Grid.Storage.Blobs;

namespace Grid.Benchmarks;

/// <summary>A whole epoch, from the files on, against the plain loop with torchvision and a DataLoader.</summary>
internal static class TrainingEpoch
{
    private const int Rounds = 3;
    private const int Images = 2048;
    private const int Width = 16;

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        var folder = Directory.CreateTempSubdirectory("grid-epoch-").FullName;
        var made = DataSets.Make(
            Settings.Of((DataSettings.Name, "shapes"), (DataSettings.Images, Images)), Path.Combine(folder, "data"));
        if (!made.IsValid)
        {
            throw new InvalidOperationException(string.Join("; ", made.Faults));
        }

        using (var peer = Peer.Python("training_epoch.py", $"{Path.Combine(folder, "data")} {Width}"))
        {
            if (peer is not null)
            {
                using var ours = Peer.Own($"epoch {Path.Combine(folder, "data")} {Width}");
                ours.Measure(0);
                var blocks = PairedBlocks.Measure(Rounds, () => ours.Measure(0), () => peer.Measure(0));
                Write(blocks, peer.Version);
            }
        }

        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Loads the files and trains until an epoch is over; the last checkpoint is part of it.</summary>
    /// <param name="folder">Files of the format of CIFAR-10.</param>
    /// <param name="width">Of the encoder.</param>
    public static Block Ours(string folder, int width)
    {
        var recipe = Recipes.Training(Environment.ProcessorCount, epochs: 2, width).Overlay(Settings.Of(
            (DataSettings.Name, "cifar10"), (DataSettings.Root, folder), (DataSettings.Validation, 0)));
        var blobs = Directory.CreateTempSubdirectory("grid-epoch-").FullName;
        using var stop = new CancellationTokenSource();
        var (cpu, watch) = (Block.Cpu(), System.Diagnostics.Stopwatch.StartNew());
        var end = new Trainer(new FolderBlobStore(blobs), TimeProvider.System)
            .Train(Recipes.Order(recipe), new EpochEnd(Images / Recipes.Batch, stop), stop.Token);
        var block = end is AttemptEnd.Stopped { Checkpoint.Step: var steps }
            ? new Block(steps * Recipes.Batch, Block.Cpu() - cpu, watch.Elapsed.TotalSeconds)
            : throw new InvalidOperationException($"the training ended by itself: {end}");
        Directory.Delete(blobs, recursive: true);
        return block;
    }

    private static void Write(PairedBlocks blocks, string version) => ResultFile.Write("training-epoch", $"""
        # A whole epoch

        SimCLR on ResNet-18 of width {Width}, {Images:N0} images of 32 x 32 in the files of CIFAR-10's format,
        {Recipes.Batch} a step, float32, all {Environment.ProcessorCount} cores. Ours: load the files, train for an
        epoch, write a checkpoint. Theirs: the same files as PIL images, torchvision's transforms, a DataLoader with
        two workers, modules, NCHW, torch.optim.SGD, all defaults, on PyTorch {version}; no checkpoint. {Rounds} epochs
        in turn.
        {ResultFile.Conditions()} The goal is 1.5.

        {ResultFile.Row("images", "ours, best", "median", "theirs, best", "median", "ratio of bests", "of medians")}
        |---|---|---|---|---|---|---|
        {blocks.Row("per second", x => x.PerSecond)}

        """);

    /// <summary>Stops a training once it has done so many steps.</summary>
    private sealed class EpochEnd(long steps, CancellationTokenSource stop) : IAttemptReporter
    {
        public void Progress(AttemptProgress progress)
        {
            if (progress.Step >= steps)
            {
                stop.Cancel();
            }
        }

        public void Metrics(System.Collections.Immutable.ImmutableArray<MetricSeries> series)
        {
        }

        public void Checkpointed(Core.Checkpoints.CheckpointRef checkpoint)
        {
        }

        public void Log(string line) => Console.Error.WriteLine(line);
    }
}
