using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grid.Core.Search;
using static System.FormattableString;

namespace Grid.Core.Sweeps;

/// <summary>The identity of a resolved spec: everything that decides its runs and their results.</summary>
public static class SweepHash
{
    /// <summary>
    /// SHA-256 of the spec's canonical text, lower-case hexadecimal. How many runs go at once and for how many hours
    /// may change under way, so they are left out. The order of knobs counts where the sampler goes by it.
    /// </summary>
    public static string Of(SweepSpec spec)
    {
        var text = new StringBuilder();
        void Add(string key, object? value) => text.Append(CultureInfo.InvariantCulture, $"{key}={value}\n");

        Add("format", 1);
        Add("name", spec.Name);
        Add("seed", spec.RunSeed is { } seed ? $"{seed} of every run" : spec.Seed);
        Add("objective", $"{spec.Objective.Direction} {spec.Objective.Metric}");
        Add("replicas", spec.Replicas);
        Add("sampler", $"{spec.Sampler.Kind} {spec.Sampler.Trials}");
        Add("resources", $"{spec.Resources.Device} {spec.Resources.Slots}");
        Add("attempts", spec.Limits.Attempts);
        Add("checkpoint", $"{spec.Checkpoint.Every.Ticks} {spec.Checkpoint.Keep}");
        foreach (var (method, recipe) in spec.Bases)
        {
            Add($"base {method}", recipe.Canonical());
        }

        var knobs = spec.Space.Knobs.AsEnumerable();
        foreach (var knob in spec.Sampler.Kind == SamplerKind.Grid ? knobs
            : knobs.OrderBy(x => x.Path, StringComparer.Ordinal))
        {
            Add($"knob {knob.Path}", $"{Canonical(knob.Domain)} when {knob.When}");
        }

        foreach (var constraint in spec.Space.Constraints)
        {
            Add("constraint", constraint);
        }

        foreach (var point in spec.Space.Points)
        {
            Add("point", point.Canonical());
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Canonical(Domain domain) => domain switch
    {
        Domain.Choice x => "choice " + string.Join('|', x.Values.Select(value => $"{value.GetType().Name} {value}")),
        Domain.Uniform x => Invariant($"uniform {x.Low} {x.High}"),
        Domain.Log x => Invariant($"log {x.Low} {x.High}"),
        Domain.Log2 x => Invariant($"log2 {x.Low} {x.High}"),
        Domain.Int x => Invariant($"int {x.Low} {x.High} {x.Step}"),
        _ => throw new UnreachableException($"no such domain: {domain.GetType().Name}"),
    };
}
