using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Core.Search;
using Grid.Core.Sweeps;

namespace Grid.Cluster.Tests;

/// <summary>Sweeps for tests.</summary>
public static class Specs
{
    /// <summary>A grid over the knob "x" = 1 .. <paramref name="trials"/>, whose value is the result.</summary>
    public static SweepSpec Sweep(
        string name, int trials, int replicas = 1, int parallel = 16, int attempts = 3, string hash = "h1",
        params IEnumerable<(string, double)> settings) => new()
        {
            Name = name,
            Objective = new("val.score", Direction.Maximize),
            Bases = ImmutableSortedDictionary<string, Settings>.Empty.Add("fake", Settings.Of([
                .. settings.Select(x => (x.Item1, Number(x.Item2))),
                ("method.name", new Value.Text("fake")),
                ("x", Number(0)),
            ])),
            Space = new() { Knobs = [new() { Path = "x", Domain = new Domain.Int(1, trials, 1) }] },
            Replicas = replicas,
            Limits = new() { Parallel = parallel, Attempts = attempts },
            Hash = hash,
        };

    private static Value Number(double amount) => new Value.Number(amount);
}
