using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Recipes;
using Grid.Core.Search;
using Grid.Core.Sweeps;

namespace Grid.Simulation;

/// <summary>What a recipe does when it is trained.</summary>
public enum Fate
{
    /// <summary>Finishes.</summary>
    Fine,

    /// <summary>Its first attempt fails.</summary>
    FailsOnce,

    /// <summary>Every attempt fails.</summary>
    Fails,

    /// <summary>Every attempt aborts the process.</summary>
    Aborts,

    /// <summary>Its loss is not finite.</summary>
    Diverges,

    /// <summary>It never reports the objective.</summary>
    Mute,
}

/// <summary>A device of the plan.</summary>
public sealed record PlannedDevice(string Name, string Kind, int Slots);

/// <summary>What one schedule is to do: sweeps, devices, and what each recipe does.</summary>
public sealed record Plan(ImmutableArray<SweepSpec> Sweeps, ImmutableArray<PlannedDevice> Devices, ulong Salt)
{
    /// <summary>Steps of every build.</summary>
    public const int BuildSteps = 12;

    // Sweeps that build share the model, and the positives of equal trials.
    private static readonly ImmutableSortedDictionary<string, StageChain> Stages =
        ImmutableSortedDictionary<string, StageChain>.Empty.Add("fake", new("data",
        [
            new("model", [], [], "", 1),
            new("positives", ["x"], ["model"], "", 1),
        ]));

    /// <summary>Objective of every sweep.</summary>
    public const string Metric = "val.score";

    public static Plan Of(Dice dice)
    {
        // The first device suits every run and never goes for good.
        var devices = Enumerable.Range(0, dice.Between(1, 3)).Select(x => x == 0
            ? new PlannedDevice("dev-0", "cuda", 2)
            : new PlannedDevice($"dev-{x}", dice.Percent(50) ? "cpu" : "cuda", dice.Between(1, 3)));
        var sweeps = Enumerable.Range(0, dice.Between(1, 2)).Select(x => Spec($"s{x}", dice)).ToArray();
        var machines = devices.ToImmutableArray();
        return new([.. sweeps.Select(x => dice.Percent(35) ? x with { Stages = Stages } : x)], machines, dice.Roll());
    }

    /// <summary>What the run does.</summary>
    public Fate FateOf(RunId run) => (Mix(run) % 100) switch
    {
        < 76 => Fate.Fine,
        < 82 => Fate.FailsOnce,
        < 87 => Fate.Fails,
        < 93 => Fate.Aborts,
        < 96 => Fate.Diverges,
        < 98 => Fate.Mute,
        _ => Fate.Fine,
    };

    /// <summary>The step at which it does it.</summary>
    public long StepOfFate(RunId run, long steps) => (long)(Mix(run) / 100 % (ulong)steps);

    /// <summary>The result of the run, whatever happens on the way.</summary>
    public double ValueOf(RunId run) => Mix(run) % 1_000_003 / 1_000_003.0;

    private ulong Mix(RunId run) => new Dice(run.Value.Aggregate(Salt, (hash, x) => (hash * 31) + x)).Roll();

    private static SweepSpec Spec(string name, Dice dice)
    {
        var values = Enumerable.Range(1, dice.Between(1, 4)).Select(x => new Value.Number(x));
        return new()
        {
            Name = name,
            Hash = name,
            Seed = dice.Roll(),
            Objective = new(Metric, dice.Percent(50) ? Direction.Maximize : Direction.Minimize),
            Bases = ImmutableSortedDictionary<string, Settings>.Empty.Add("fake", Settings.Of(
                ("method.name", "fake"), ("x", 0), ("steps", dice.Between(4, 24)), ("every", dice.Between(1, 6)))),
            Space = new() { Knobs = [new() { Path = "x", Domain = new Domain.Choice([.. values]) }] },
            Replicas = dice.Between(1, 2),
            Resources = new()
            {
                Device = dice.Percent(30) ? "cuda" : "any",
                Slots = dice.Percent(25) ? 2 : 1,
            },
            Limits = new()
            {
                Parallel = dice.Between(1, 5),
                Attempts = dice.Between(1, 4),
                Hours = dice.Percent(8) ? 0.02 : null,
            },
            Checkpoint = new() { Keep = dice.Between(1, 3) },
        };
    }
}
