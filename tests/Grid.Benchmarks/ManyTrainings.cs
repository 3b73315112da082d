namespace Grid.Benchmarks;

/// <summary>One or more trainings in this process, each on threads of its own, as a device runs them.</summary>
internal sealed class ManyTrainings : IDisposable
{
    private readonly GatedTraining[] _runs;

    /// <summary>Starts them; they wait at once.</summary>
    /// <param name="threads">Threads of each.</param>
    /// <param name="width">Of the encoder.</param>
    /// <param name="runs">How many.</param>
    /// <param name="precision">"fp32" or "bf16".</param>
    public ManyTrainings(int threads, int width, int runs, string precision) =>
        _runs = [.. Enumerable.Range(0, runs).Select(_ => GatedTraining.OfEncoder(threads, width, precision))];

    /// <summary>Trains all of them at once for about so many seconds.</summary>
    public Block Measure(double seconds)
    {
        var blocks = new Block[_runs.Length];
        var cpu = Block.Cpu();
        Thread[] waiting = [.. _runs.Select((run, index) => new Thread(() => blocks[index] = run.Measure(seconds)))];
        Array.ForEach(waiting, x => x.Start());
        Array.ForEach(waiting, x => x.Join());
        // Their ends differ by the interval of progress reports: rates add up, counts do not.
        var wall = blocks.Average(x => x.WallSeconds);
        return new(blocks.Sum(x => x.PerSecond) * wall, Block.Cpu() - cpu, wall);
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_runs, x => x.Dispose());
}
