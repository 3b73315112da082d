namespace Grid.Benchmarks;

/// <summary>Two runs that share a device against one after the other.</summary>
internal static class TwoRuns
{
    private const int Rounds = 5;
    private const double Seconds = 4;

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        using var together = Peer.Own("training 1 16 2 fp32");
        using var wide = Peer.Own("training 2 16 1 fp32");
        using var narrow = Peer.Own("training 1 16 1 fp32");
        var blocks = PairedBlocks.InTurn(Rounds, [.. new[] { together, wide, narrow }
            .Select(peer => (Func<Block>)(() => peer.Measure(Seconds)))]);
        string Row(string name, int at, Peer peer) => ResultFile.Row(name,
            $"{Block.Median(blocks[at], x => x.PerSecond):0}",
            $"{new PairedBlocks(blocks[0], blocks[at]).Ratio(x => x.PerSecond):0.00}", $"{peer.PeakMiB:0}");
        ResultFile.Write("two-runs", $"""
            # Two runs on one device

            SimCLR on ResNet-18 of width 16, {Recipes.Batch} images a step, float32: images of all runs together. Runs
            of a device are threads of one process. {Rounds} blocks of {Seconds} s in turn; medians.
            {ResultFile.Conditions()}

            {ResultFile.Row("", "images/s", "two at once are faster by", "peak MiB")}
            |---|---|---|---|
            {Row("two runs at once, one thread each", 0, together)}
            {Row("one after the other, two threads each", 1, wide)}
            {Row("one after the other, one thread each", 2, narrow)}

            """);
        return Task.CompletedTask;
    }
}
