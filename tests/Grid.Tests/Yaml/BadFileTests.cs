using Grid.Core;
using Grid.Storage.Yaml;

namespace Grid.Tests.Yaml;

public sealed class BadFileTests
{
    private const string Head = """
        grid: 1
        name: bad
        recipe:
          data: { name: shapes }
          method: { name: moco, queue: 4096 }

        """;

    [Fact]
    public void Every_fault_of_a_file_is_told_at_once() => Snapshot.Match(Faults("""
        grid: 2
        name: Not A Name
        sead: 1
        seed: -1
        objective: { metric: val.knn.top2, direction: up }
        recipe:
          data: { name: cifar11, validation: 1.5 }
          method: { name: moco, temperature: 0, qeue: 4096 }
          encoder: { width: wide }
          train: { batch: 1, epochs: 2.5, lr: [0.1, 0.2], collapse: yes }
          temperature: 0.2
        space:
          method.temperature: [0.1, -1]
          method.momentum: { uniform: [0.99, 0.9] }
          train.lr: { log: [0, 1] }
          train.optimizer: sgd
          train.epochs: { log: [1, 10] }
          train.warmup_epochs: { int: [0, 10], log2: [1, 2] }
          train.momentum: { choice: [0.5, 0.9], when: "train.weight_decay > 0 and train.weight_decay" }
          train.weight_decay: { uniform: [0, 1, 2] }
          evaluate.knn.k: []
        constraints:
          - method.queue >= train.bacth
          - train.batch = 2
          - [1]
        points:
          - { method.temperature: 0.3 }
          - { train.batch: 4 }
        replicas: 0
        sampler: { name: sobol, trials: many }
        scheduler: { name: asha }
        resources: { device: tpu, slots: 0, memory: 8GiB }
        limits: { parallel: 0, attempts: 0, hours: -1 }
        checkpoint: { every: 10, keep: 0 }
        """));

    [Fact]
    public void A_contradiction_is_told_with_the_reason() => Snapshot.Match(string.Join("\n",
        Faults(Head.Replace("4096", "256")),
        Faults(Head + "constraints: [ train.lr > 1 ]"),
        Faults(Head + "space: { train.batch: [8192, 16384] }"),
        Faults(Head + "space: { method.queue: [8192], train.batch: [512] }\npoints: [ { train.batch: 64 } ]"),
        Faults(Head + "space: { method.queue: { uniform: [512, 1024] } }"),
        Faults(Head + "space: { train.lr: { uniform: [0.1, 1] } }"),
        Faults(Head + "sampler: { name: random }"),
        Faults(Head + "space: { train.batch: [512, 512] }"),
        Faults(Head + "space: { method.queue: { log2: [5, 7] }, train.epochs: { int: [3, 1] } }"),
        Faults(Head + "space: { train.momentum: { choice: [0.5], when: train.lr > 1 }, train.lr: [1, 2] }"),
        Faults(Head + "space: { train.lr: [0.1], method.name: [simclr, mocco] }"),
        Faults(Head.Replace("name: shapes", "name: shapes, validation: 0")
            + "objective: { metric: val.knn.top1, direction: maximize }"),
        Faults(Head + "  evaluate: { linear: { epochs: 0 } }\n"
            + "objective: { metric: test.linear.top1, direction: maximize }"),
        Faults("grid: 1\nname: bad\nrecipe: { data: { name: shapes }, method: { name: simclr, queue: 64 } }"),
        Faults("grid: 1\nname: bad\nrecipe: { method: { name: simclr } }")));

    [Fact]
    public void A_file_that_is_no_YAML_is_told_with_its_line() => Snapshot.Match(string.Join("\n",
        Faults(""),
        Faults("# only a comment"),
        Faults("just words"),
        Faults("- a\n- list"),
        Faults(Head + "space: { method.temperature: [0.1, 0.2 }"),
        Faults(Head + "  wrong: indent\n extra: 1"),
        Faults(Head + "name: again\nseed: 1\nseed: 2"),
        Faults(Head + "seed: &anchor 1\nreplicas: *anchor"),
        Faults(Head + "seed: !!int 1"),
        Faults(Head + "---\ngrid: 1"),
        Faults(Head + "? [a, b]\n: 1"),
        Faults(Head + "  train.lr: ${NOBODY}"),
        Faults(Head + "  train: { lr: 0.1 }\n  train.lr: 0.2"),
        Faults(Head + "seed: " + new string('[', 100)),
        Faults(Head + "# " + new string('x', 1 << 20))));

    [Fact]
    public void Size_is_bounded() => Snapshot.Match(string.Join("\n",
        Faults(Head + "constraints: [" + string.Join(", ", Enumerable.Repeat("train.lr > 0", 101)) + "]"),
        Faults(Head + $"space: {{ data.seed: [{string.Join(", ", Enumerable.Range(0, 10_001))}] }}"),
        Faults(Head + "space: { data.seed: { int: [0, 2000000000] }, train.epochs: { int: [1, 2000000000] } }\n"
            + "constraints: [train.lr > 0]"),
        Faults(Head + "replicas: 100000000000000000000"),
        Faults(Head + "replicas: 5000000000")));

    [Theory]
    [InlineData("recipe.yaml", "recipe")]
    [InlineData("/a/My Recipe_v2.yaml", "my-recipe-v2")]
    [InlineData("---.yaml", "recipe")]
    public void A_recipes_name_comes_from_its_file(string file, string name) =>
        Assert.Equal(name, RecipeYaml.NameOf(file));

    internal static string Faults(string text)
    {
        var result = SweepYamlTests.Read(text);
        return result.IsValid ? "no faults\n" : Text(result.Faults);
    }

    internal static string Text(IEnumerable<Diagnostic> faults) => string.Concat(faults.Select(x =>
        x + "\n" + (x.Hint is { } hint ? $"    hint: {hint}\n" : "")));
}
