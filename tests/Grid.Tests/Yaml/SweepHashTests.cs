using Grid.Core.Search;

namespace Grid.Tests.Yaml;

public sealed class SweepHashTests
{
    private const string File = """
        grid: 1
        name: hashed
        recipe:
          data: { name: shapes, validation: 0.1 }
          method: { name: moco, queue: 4096 }
        space:
          method.temperature: [0.1, 0.2]
          train.lr: [0.1, 0.2]
        """;

    [Theory]
    [InlineData("comments", "grid: 1", "# a comment\ngrid: 1   # another")]
    [InlineData("key order", "name: shapes, validation: 0.1", "validation: 0.1, name: shapes")]
    [InlineData("style", "{ name: moco, queue: 4096 }", "\n    name: 'moco'\n    queue: 4.096e3")]
    [InlineData("a default written out", "queue: 4096", "queue: 4096, temperature: 0.2")]
    [InlineData(
        "another default written out", "name: hashed", "name: hashed\nreplicas: 1\ncheckpoint: { every: 10000ms }")]
    [InlineData("how many at once", "name: hashed", "name: hashed\nlimits: { parallel: 3, hours: 2 }")]
    public void What_decides_nothing_does_not_change_the_hash(string what, string from, string to) =>
        Assert.True(Hash(File) == Hash(File.Replace(from, to)), what);

    [Theory]
    [InlineData("name", "name: hashed", "name: other")]
    [InlineData("seed", "name: hashed", "name: hashed\nseed: 1")]
    [InlineData("objective", "name: hashed", "name: hashed\nobjective: { metric: train.loss, direction: minimize }")]
    [InlineData("recipe", "queue: 4096", "queue: 8192")]
    [InlineData("values", "[0.1, 0.2]\n  train", "[0.1, 0.3]\n  train")]
    [InlineData("kind of domain", "method.temperature: [0.1, 0.2]", "method.queue: { int: [4096, 8192, 4096] }")]
    [InlineData(
        "condition", "train.lr: [0.1, 0.2]", "train.lr: { choice: [0.1, 0.2], when: method.temperature > 0.1 }")]
    [InlineData("constraints", "name: hashed", "name: hashed\nconstraints: [train.lr > method.temperature]")]
    [InlineData("points", "name: hashed", "name: hashed\npoints: [{ train.lr: 0.2 }]")]
    [InlineData("replicas", "name: hashed", "name: hashed\nreplicas: 2")]
    [InlineData("sampler", "name: hashed", "name: hashed\nsampler: { name: random, trials: 4 }")]
    [InlineData("trials", "name: hashed", "name: hashed\nsampler: { trials: 4 }")]
    [InlineData("device", "name: hashed", "name: hashed\nresources: { device: cpu }")]
    [InlineData("attempts", "name: hashed", "name: hashed\nlimits: { attempts: 4 }")]
    public void What_decides_runs_or_results_changes_the_hash(string what, string from, string to)
    {
        Assert.Contains(from, File, StringComparison.Ordinal);
        Assert.True(Hash(File) != Hash(File.Replace(from, to)), what);
    }

    [Fact]
    public void The_order_of_knobs_counts_where_the_sampler_goes_by_it()
    {
        var spec = SweepYamlTests.Valid(File);
        var swapped = spec with { Space = spec.Space with { Knobs = [.. spec.Space.Knobs.Reverse()] } };
        var random = new SamplerSpec(SamplerKind.Random, 4);

        Assert.NotEqual(Core.Sweeps.SweepHash.Of(spec), Core.Sweeps.SweepHash.Of(swapped));
        Assert.Equal(
            Core.Sweeps.SweepHash.Of(spec with { Sampler = random }),
            Core.Sweeps.SweepHash.Of(swapped with { Sampler = random }));
    }

    private static string Hash(string text) => SweepYamlTests.Valid(text).Hash;
}
