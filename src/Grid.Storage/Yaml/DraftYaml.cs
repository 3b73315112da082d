using System.Collections.Immutable;
using Grid.Core.Search;
using Grid.Core.Sweeps;

namespace Grid.Storage.Yaml;

/// <summary>Reads the parts of a sweep file into a draft.</summary>
internal sealed class DraftYaml(YamlReader reader)
{
    public static readonly ImmutableArray<string> Keys =
    [
        "grid", "name", "seed", "objective", "recipe", "space", "constraints", "points", "replicas", "sampler",
        "scheduler",
        "resources", "limits", "checkpoint",
    ];

    public SweepDraft Read(YamlNode root)
    {
        var keys = reader.Keys(root, "", Keys);
        var space = new SpaceYaml(reader);
        CheckVersion(keys.GetValueOrDefault("grid"));
        CheckScheduler(keys.GetValueOrDefault("scheduler"));
        return new()
        {
            Name = reader.Word(keys.GetValueOrDefault("name"), "name"),
            Seed = Seed(keys.GetValueOrDefault("seed")),
            Objective = Objective(keys.GetValueOrDefault("objective")),
            Recipe = reader.Settings(keys.GetValueOrDefault("recipe"), "recipe"),
            Space = new()
            {
                Knobs = space.Knobs(keys.GetValueOrDefault("space")),
                Constraints = space.Constraints(keys.GetValueOrDefault("constraints")),
                Points = space.Points(keys.GetValueOrDefault("points")),
            },
            Replicas = Count(keys.GetValueOrDefault("replicas"), "replicas") ?? 1,
            Sampler = Sampler(keys.GetValueOrDefault("sampler")),
            Resources = Resources(keys.GetValueOrDefault("resources")),
            Limits = Limits(keys.GetValueOrDefault("limits")),
            Checkpoint = Checkpoint(keys.GetValueOrDefault("checkpoint")),
        };
    }

    private void CheckVersion(YamlNode? node)
    {
        if (node is null)
        {
            reader.Add("grid", "must be given", "write 'grid: 1', the version of the format");
        }
        else if (reader.Integer(node, "grid") is { } version and not 1)
        {
            reader.Add("grid", $"this program reads version 1 of the format, found {version}");
        }
    }

    private void CheckScheduler(YamlNode? node)
    {
        var keys = reader.Keys(node, "scheduler", "name");
        if (reader.Word(keys.GetValueOrDefault("name"), "scheduler.name") is { } name and not "none")
        {
            reader.Add("scheduler.name", $"'{name}' is not built in", "the only scheduler so far is none");
        }
    }

    private ulong Seed(YamlNode? node)
    {
        var seed = reader.Integer(node, "seed") ?? 0;
        if (seed < 0)
        {
            reader.Add("seed", $"must be a whole number >= 0, found {seed}");
        }

        return (ulong)Math.Max(seed, 0);
    }

    private Objective? Objective(YamlNode? node)
    {
        var keys = reader.Keys(node, "objective", "metric", "direction");
        if (node is YamlNode.Map && (!keys.ContainsKey("metric") || !keys.ContainsKey("direction")))
        {
            reader.Add("objective", "needs a metric and a direction", "{ metric: val.knn.top1, direction: maximize }");
        }

        var metric = reader.Word(keys.GetValueOrDefault("metric"), "objective.metric");
        var direction = reader.Word(keys.GetValueOrDefault("direction"), "objective.direction", "maximize", "minimize");
        return metric is null ? null : new(metric, direction == "minimize" ? Direction.Minimize : Direction.Maximize);
    }

    private SamplerSpec Sampler(YamlNode? node)
    {
        var keys = reader.Keys(node, "sampler", "name", "trials");
        var trials = reader.Integer(keys.GetValueOrDefault("trials"), "sampler.trials");
        var name = reader.Word(keys.GetValueOrDefault("name"), "sampler.name");
        if (name is not (null or "grid" or "random"))
        {
            reader.Add("sampler.name", $"'{name}' is not built in", "the samplers so far are grid and random");
        }

        return new(name == "random" ? SamplerKind.Random : SamplerKind.Grid, trials);
    }

    private ResourceSpec Resources(YamlNode? node)
    {
        var keys = reader.Keys(node, "resources", "device", "slots");
        var standard = new ResourceSpec();
        return new()
        {
            Device = reader.Word(keys.GetValueOrDefault("device"), "resources.device") ?? standard.Device,
            Slots = Count(keys.GetValueOrDefault("slots"), "resources.slots") ?? standard.Slots,
        };
    }

    private LimitSpec Limits(YamlNode? node)
    {
        var keys = reader.Keys(node, "limits", "parallel", "attempts", "hours");
        var standard = new LimitSpec();
        return new()
        {
            Parallel = Count(keys.GetValueOrDefault("parallel"), "limits.parallel") ?? standard.Parallel,
            Attempts = Count(keys.GetValueOrDefault("attempts"), "limits.attempts") ?? standard.Attempts,
            Hours = reader.Number(keys.GetValueOrDefault("hours"), "limits.hours"),
        };
    }

    private CheckpointSpec Checkpoint(YamlNode? node)
    {
        var keys = reader.Keys(node, "checkpoint", "every", "keep");
        var standard = new CheckpointSpec();
        return new()
        {
            Every = reader.Duration(keys.GetValueOrDefault("every"), "checkpoint.every") ?? standard.Every,
            Keep = Count(keys.GetValueOrDefault("keep"), "checkpoint.keep") ?? standard.Keep,
        };
    }

    // Its range is checked with the draft; here it only has to fit.
    private int? Count(YamlNode? node, string field)
    {
        var count = reader.Integer(node, field);
        if (count is < int.MinValue or > int.MaxValue)
        {
            reader.Add(field, $"is out of range, found {count}");
            return null;
        }

        return (int?)count;
    }
}
