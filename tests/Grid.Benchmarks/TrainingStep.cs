namespace Grid.Benchmarks;

/// <summary>Our trainer's step against the plain PyTorch script that people write, and against that script tuned.
/// </summary>
internal static class TrainingStep
{
    private const int Rounds = 4;

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        var (rows, version) = (new List<string>(), "");
        string[] precisions = ResultFile.HasBfloat16 ? ["fp32", "bf16"] : ["fp32"];
        var cases = from precision in precisions
                    from width in (int[])[16, 64]
                    from threads in (int[])[1, 2]
                    select (width, threads, precision);
        foreach (var (width, threads, precision) in cases)
        {
            var seconds = width * 0.1;
            using var plain = Peer.Python("training_step.py", $"{threads} {width} nchw {precision}");
            if (plain is null)
            {
                return Task.CompletedTask;
            }

            using var tuned = Peer.Python(
                "training_step.py", $"{threads} {width} channels_last {precision}", fastAllocator: true)!;
            using var ours = Peer.Own($"training {threads} {width} 1 {precision}");
            var blocks = PairedBlocks.InTurn(Rounds, [.. new[] { ours, plain, tuned }
                .Select(peer => (Func<Block>)(() => peer.Measure(seconds)))]);
            foreach (var (name, peer, at) in new[] { ("plain", plain, 1), ("tuned", tuned, 2) })
            {
                rows.Add(new PairedBlocks(blocks[0], blocks[at])
                    .Row($"{precision}, {width}, {threads}, {name}", ours, peer));
            }

            version = plain.Version;
        }

        ResultFile.Write("training-step", $"""
            # Training step

            SimCLR on ResNet-18 with a CIFAR stem, {Recipes.Batch} images a step. Ours is the whole trainer as a device
            runs it, with its augmentation. The plain script has modules, NCHW, torch.optim.SGD, all defaults (bf16:
            autocast), and views made beforehand, on PyTorch {version} (Debian's, reference BLAS); the tuned one is the
            same with channels-last and {Peer.Allocator}. Each side is a process of its own. {Rounds} blocks of 1.6 s
            (width 64: 6.4 s) in turn, the other sides waiting; medians. {ResultFile.Conditions()}
            {ResultFile.Bfloat16}

            {PairedBlocks.Head("precision, width, threads, against")}
            {string.Join('\n', rows)}

            Goals: 1.2 against the plain script at width 16, 1.1 at width 64; 0.95 against the tuned one; memory not
            above PyTorch's.

            """);
        return Task.CompletedTask;
    }
}
