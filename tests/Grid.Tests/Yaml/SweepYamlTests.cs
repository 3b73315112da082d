using Grid.Core;
using Grid.Core.Search;
using Grid.Core.Sweeps;
using Grid.Storage.Yaml;

namespace Grid.Tests.Yaml;

public sealed class SweepYamlTests
{
    private const string Small = """
        grid: 1
        name: small
        recipe: { data: { name: shapes }, method: { name: moco, queue: 4096 } }
        """;

    [Fact]
    public void Every_part_of_a_file_is_read()
    {
        var spec = Valid("""
            grid: 1
            name: clsp-cifar10
            seed: 7
            objective: { metric: train.loss, direction: minimize }
            recipe:
              data: { name: cifar10, root: ${GRID_DATA:-./data}, validation: 0.1 }
              method: { name: moco, temperature: 0.2, queue: 32768 }
              train: { batch: 512, lr: 0.3, weight_decay: 1.0e-4, collapse: true }
              evaluate: { knn: { every_epochs: 5 } }
            space:
              method.temperature: [0.1, 0.2, 0.5]
              method.momentum: { uniform: [0.9, 0.999] }
              train.lr: { log: [1.0e-3, 1.0] }
              train.optimizer: { choice: [sgd, adamw] }
              train.momentum: { choice: [0.5, 0.9], when: "train.optimizer == 'sgd'" }
              method: { queue: { log2: [4096, 65536] } }
              train.epochs: { int: [10, 20, 5] }
            constraints: [ "method.queue >= 4 * train.batch" ]
            points: [ { method.temperature: 0.2 }, { method: { queue: 8192 } } ]
            replicas: 3
            sampler: { name: random, trials: 64 }
            scheduler: { name: none }
            resources: { device: cpu, slots: 2 }
            limits: { parallel: 8, attempts: 5, hours: 1.5 }
            checkpoint: { every: 2m, keep: 4 }
            """);

        Assert.Equal("clsp-cifar10", spec.Name);
        Assert.Equal(7UL, spec.Seed);
        Assert.Equal(new Objective("train.loss", Direction.Minimize), spec.Objective);
        Assert.Equal("./data", spec.Bases["moco"].Text("data.root"));
        Assert.Equal(1e-4, spec.Bases["moco"].Number("train.weight_decay"));
        Assert.Equal(5, spec.Bases["moco"].Integer("evaluate.knn.every_epochs"));
        Assert.Equal("moco", spec.Bases["moco"].Text("augment.pipeline"));
        Assert.True(spec.Bases["moco"].Flag("train.collapse"));
        Assert.Equal(
            [new Domain.Uniform(0.9, 0.999), new Domain.Log(1e-3, 1), new Domain.Log2(4096, 65536),
                new Domain.Int(10, 20, 5)],
            spec.Space.Knobs.Select(x => x.Domain).Where(x => x is not Domain.Choice));
        Assert.Equal("train.optimizer == 'sgd'", spec.Space.Knobs[4].When);
        Assert.Equal("method.queue >= 4 * train.batch", spec.Space.Constraints[0]);
        Assert.Equal(["method.temperature=0.2", "method.queue=8192"], spec.Space.Points.Select(x => x.ToString()));
        Assert.Equal((3, new SamplerSpec(SamplerKind.Random, 64)), (spec.Replicas, spec.Sampler));
        Assert.Equal(new ResourceSpec { Device = "cpu", Slots = 2 }, spec.Resources);
        Assert.Equal(new LimitSpec { Parallel = 8, Attempts = 5, Hours = 1.5 }, spec.Limits);
        Assert.Equal(new CheckpointSpec { Every = TimeSpan.FromMinutes(2), Keep = 4 }, spec.Checkpoint);
    }

    [Fact]
    public void What_a_file_leaves_out_has_defaults()
    {
        var spec = Valid(Small);

        Assert.Equal(new Objective("val.knn.top1", Direction.Maximize), spec.Objective);
        Assert.Equal((1, 0UL, new SamplerSpec(SamplerKind.Grid, null)), (spec.Replicas, spec.Seed, spec.Sampler));
        Assert.Equal((new ResourceSpec(), new LimitSpec(), new CheckpointSpec()),
            (spec.Resources, spec.Limits, spec.Checkpoint));
        Assert.Equal(1, Sampler.Count(spec));
        Assert.Empty(TestRecipes.Schema.Check(spec.Bases["moco"]));
    }

    [Fact]
    public void Without_held_out_images_the_objective_is_on_the_test_images() =>
        Assert.Equal(
            "test.knn.top1", Valid(Small.Replace("name: shapes", "name: shapes, validation: 0")).Objective.Metric);

    [Fact]
    public void A_knob_over_methods_has_a_base_for_each()
    {
        var spec = Valid("""
            grid: 1
            name: methods
            recipe: { data: { name: shapes }, method: { queue: 4096 }, train: { lr: 0.2 } }
            space:
              method.name: [simclr, moco]
              method.queue: [4096, 8192]
            """);

        Assert.Equal(["moco", "simclr"], spec.Bases.Keys);
        Assert.Null(spec.Bases["simclr"]["method.queue"]);
        Assert.Equal(
            (1024, 512), (spec.Bases["simclr"].Integer("train.batch"), spec.Bases["moco"].Integer("train.batch")));
        Assert.Equal(3, Sampler.Count(spec));
        Assert.StartsWith(
            "method.name != 'moco' or (method.queue >= train.batch) # ", Assert.Single(spec.Space.Constraints));
    }

    [Fact]
    public void A_methods_rules_become_constraints()
    {
        var spec = Valid(Small + "\nspace: { train.batch: [2048, 4096, 8192] }");

        Assert.Equal(2, Sampler.Count(spec));
        Assert.StartsWith(
            "method.queue >= train.batch # the queue must hold a batch", Assert.Single(spec.Space.Constraints));
    }

    [Theory]
    [InlineData("${GRID_HOME}", "/data")]
    [InlineData("${GRID_HOME:-./data}/x", "/data/x")]
    [InlineData("${NOBODY:-./da ta}", "./da ta")]
    [InlineData("'${GRID_HOME}'", "/data")]
    [InlineData("${EVIL}", "a: [b, {c}] # d")]
    public void The_environment_fills_in_text(string written, string read)
    {
        var text = Small.Replace("name: shapes", $"name: shapes, root: {written}")
            + " # ${NOBODY} in a comment is no fault";

        Assert.Equal(read, Valid(text).Bases["moco"].Text("data.root"));
    }

    [Fact]
    public void A_number_from_the_environment_is_a_number() =>
        Assert.Equal(16, Valid(Small + "\nreplicas: ${NOBODY:-16}").Replicas);

    [Fact]
    public void The_template_reads_without_faults() => Assert.Equal(9, Sampler.Count(Valid(SweepYaml.Template())));

    internal static SweepSpec Valid(string text)
    {
        var result = Read(text);
        return result.IsValid ? result.Value : throw new ArgumentException(string.Join("\n", result.Faults));
    }

    internal static Result<SweepSpec> Read(string text) => SweepYaml.Read(text, TestRecipes.Schema, Environment);

    internal static string? Environment(string name) =>
        name switch { "GRID_HOME" => "/data", "EVIL" => "a: [b, {c}] # d", _ => null };
}
