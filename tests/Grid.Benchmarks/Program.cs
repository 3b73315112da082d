using Grid.Benchmarks;

if (args is [Serving.Word, .. var work])
{
    Serving.Run(work);
    return 0;
}

// Each benchmark prints its table and writes it to docs/results/benchmarks.
var all = new SortedDictionary<string, Func<Task>>
{
    ["augmentation"] = Augmentation.Run,
    ["checkpoint"] = CheckpointCost.Run,
    ["clsp"] = ClspSteps.Run,
    ["diffusion"] = DiffusionSteps.Run,
    ["lifecycle"] = Lifecycle.Run,
    ["optimizers"] = Optimizers.Run,
    ["training-epoch"] = TrainingEpoch.Run,
    ["training-step"] = TrainingStep.Run,
    ["two-runs"] = TwoRuns.Run,
};

var wanted = args is [] or ["all"] ? [.. all.Keys] : args;
foreach (var name in wanted)
{
    if (!all.TryGetValue(name, out var benchmark))
    {
        Console.Error.WriteLine($"there is no benchmark '{name}'");
        Console.Error.WriteLine($"hint: choose from: all, {string.Join(", ", all.Keys)}");
        return 1;
    }

    await benchmark();
}

return 0;
