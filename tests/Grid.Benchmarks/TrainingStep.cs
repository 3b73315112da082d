namespace Grid.Benchmarks;

/// <summary>Our trainer's step against the plain PyTorch script that people write.</summary>
internal static class TrainingStep
{
    private const int Rounds = 5;
    private const double Seconds = 4;

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        var (rows, version) = (new List<string>(), "");
        foreach (var threads in (int[])[1, 2])
        {
            using var peer = PythonPeer.Start("training_step.py", $"{threads}");
            if (peer is null)
            {
                return Task.CompletedTask;
            }

            using var ours = GatedTraining.OfEncoder(threads);
            ours.Measure(Seconds);
            var blocks = PairedBlocks.Measure(Rounds, () => ours.Measure(Seconds), () => peer.Measure(Seconds));
            rows.Add(blocks.Row($"per CPU second, {threads} thread(s)", x => x.PerCpuSecond));
            rows.Add(blocks.Row($"per second, {threads} thread(s)", x => x.PerSecond));
            version = peer.Version;
        }

        ResultFile.Write("training-step", $"""
            # Training step

            SimCLR on ResNet-18 of width 16, {Recipes.Batch} images a step, float32. Ours is the whole trainer with its
            augmentation; the other is a plain script (modules, NCHW, torch.optim.SGD, defaults) on PyTorch {version}
            with views made beforehand. {Rounds} blocks of {Seconds} s in turn, the other side waiting.
            {ResultFile.Conditions()}

            {ResultFile.Row("images", "ours, best", "median", "script, best", "median", "ratio of bests", "of medians")}
            |---|---|---|---|---|---|---|
            {string.Join('\n', rows)}

            """);
        return Task.CompletedTask;
    }
}
