namespace Grid.Benchmarks;

/// <summary>Ours and theirs, block by block in turn, so that whatever else the machine does falls on both.</summary>
/// <param name="Ours">Our blocks.</param>
/// <param name="Theirs">Those of the program we compare with.</param>
internal sealed record PairedBlocks(Block[] Ours, Block[] Theirs)
{
    /// <summary>Measures.</summary>
    public static PairedBlocks Measure(int rounds, Func<Block> ours, Func<Block> theirs)
    {
        var blocks = InTurn(rounds, ours, theirs);
        return new(blocks[0], blocks[1]);
    }

    /// <summary>Measures several sides, block by block in turn.</summary>
    /// <returns>The blocks of each side.</returns>
    public static Block[][] InTurn(int rounds, params Func<Block>[] sides)
    {
        var blocks = Enumerable.Range(0, rounds).Select(_ => sides.Select(side => side()).ToArray()).ToArray();
        return [.. sides.Select((_, at) => blocks.Select(round => round[at]).ToArray())];
    }

    /// <summary>How many times faster ours is, by the medians.</summary>
    public double Ratio(Func<Block, double> rate) => Block.Median(Ours, rate) / Block.Median(Theirs, rate);

    /// <summary>A row of a table: best and median of both sides, and their ratios.</summary>
    public string Row(string name, Func<Block, double> rate)
    {
        var (ours, theirs) = (Ours.Select(rate).Order().ToArray(), Theirs.Select(rate).Order().ToArray());
        var (middle, best) = (ours.Length / 2, ours.Length - 1);
        return ResultFile.Row(name, $"{ours[best]:0}", $"{ours[middle]:0}", $"{theirs[best]:0}", $"{theirs[middle]:0}",
            $"{ours[best] / theirs[best]:0.00}", $"{ours[middle] / theirs[middle]:0.00}");
    }

    /// <summary>The head of a table of <see cref="Row(string, Peer, Peer)"/>.</summary>
    public static string Head(string what) => ResultFile.Row(
        what, "ours, images/s", "theirs", "ratio", "ratio per CPU second", "ours, peak MiB", "theirs")
        + "\n|---|---|---|---|---|---|---|";

    /// <summary>A row of a table: medians of both sides, their ratios, and the most memory that each held.</summary>
    public string Row(string name, Peer ours, Peer theirs) => ResultFile.Row(name,
        $"{Block.Median(Ours, x => x.PerSecond):0.0}", $"{Block.Median(Theirs, x => x.PerSecond):0.0}",
        $"{Ratio(x => x.PerSecond):0.00}", $"{Ratio(x => x.PerCpuSecond):0.00}", $"{ours.PeakMiB:0}",
        $"{theirs.PeakMiB:0}");
}
