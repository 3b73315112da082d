namespace Grid.Benchmarks;

/// <summary>A step of each optimiser and of the moving average against those of PyTorch.</summary>
internal static class Optimizers
{
    private const int Rounds = 5;
    private const double Seconds = 1;

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        var (rows, version) = (new List<string>(), "");
        foreach (var width in (int[])[16, 64])
        {
            foreach (var rule in (string[])["sgd", "adamw", "lars", "ema"])
            {
                using var peer = Peer.Python("optimizers.py", $"{rule} {width}");
                if (peer is null)
                {
                    return Task.CompletedTask;
                }

                using var ours = Peer.Own($"optimizer {rule} {width}");
                var blocks = PairedBlocks.Measure(Rounds, () => ours.Measure(Seconds), () => peer.Measure(Seconds));
                string Time(Block[] side) => $"{1e6 / Block.Median(side, x => x.PerSecond):0}";
                rows.Add(ResultFile.Row(rule, $"{width}", Time(blocks.Ours), Time(blocks.Theirs),
                    $"{blocks.Ratio(x => x.PerSecond):0.0}"));
                version = peer.Version;
            }
        }

        ResultFile.Write("optimizers", $"""
            # Optimisers

            One step over all parameters of ResNet-18 with its projector (0.7 and 11.2 million), float32, one thread.
            Theirs are torch.optim.SGD and AdamW with their defaults, LARS as a loop over tensors, and the moving
            average as a loop, on PyTorch {version}. {Rounds} blocks of {Seconds} s in turn; medians.
            {ResultFile.Conditions()}

            {ResultFile.Row("rule", "width", "ours, microseconds", "theirs", "ours is faster by")}
            |---|---|---|---|---|
            {string.Join('\n', rows)}

            """);
        return Task.CompletedTask;
    }
}
