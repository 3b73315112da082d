using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grid.Core.Recipes;
using Grid.Core.Sweeps;

namespace Grid.Core.Artifacts;

/// <summary>A shared stage of a sweep: what of a recipe its output depends on.</summary>
/// <param name="Name">"diffusion".</param>
/// <param name="Settings">Paths of its own settings.</param>
/// <param name="Inputs">Stages that it builds on.</param>
/// <param name="Extension">What its blob's name ends in.</param>
/// <param name="Format">Number of its output's format.</param>
public sealed record StageRule(
    string Name, ImmutableArray<string> Settings, ImmutableArray<string> Inputs, string Extension, int Format)
{
    /// <summary>The rule of a stage.</summary>
    public static StageRule Of(StageSpec stage) =>
        new(stage.Name, [.. stage.Settings.Select(x => x.Path)], stage.Inputs, stage.Extension, stage.Format);
}

/// <summary>The shared stages of a method, each after those it builds on, and the images they are built from.</summary>
/// <param name="Data">SHA-256 of the training images, lower-case hexadecimal.</param>
/// <param name="Stages">The stages; none for most methods.</param>
public sealed record StageChain(string Data, ImmutableArray<StageRule> Stages)
{
    // Where the files are says nothing about what they hold.
    private const string RootPath = "data.root";

    /// <summary>What a run with this recipe needs built: the stages that no other stage builds on.</summary>
    /// <param name="recipe">Its complete recipe.</param>
    /// <param name="resources">What builds need of a device.</param>
    /// <param name="checkpoint">When builds checkpoint.</param>
    public ImmutableArray<ArtifactSpec> ArtifactsOf(
        Settings recipe, ResourceSpec resources, CheckpointSpec checkpoint)
    {
        var all = new Dictionary<string, ArtifactSpec>();
        foreach (var stage in Stages)
        {
            var inputs = stage.Inputs.Select(x => all[x]).ToImmutableArray();
            all[stage.Name] = SpecOf(stage, inputs, recipe) with { Resources = resources, Checkpoint = checkpoint };
        }

        var used = Stages.SelectMany(x => x.Inputs).ToHashSet();
        return [.. Stages.Where(x => !used.Contains(x.Name)).Select(x => all[x.Name])];
    }

    private ArtifactSpec SpecOf(StageRule stage, ImmutableArray<ArtifactSpec> inputs, Settings recipe)
    {
        var own = Settings.Of(recipe
            .Where(x => stage.Settings.Contains(x.Key) || x.Key.StartsWith("data.", StringComparison.Ordinal))
            .Select(x => (x.Key, x.Value)));
        var hash = HashOf(stage, inputs, own);
        var name = Convert.ToHexStringLower(hash.AsSpan(0, 6));
        return new()
        {
            Id = new($"{stage.Name}@{name}"),
            Stage = stage.Name,
            Recipe = inputs.Aggregate(own, (all, x) => x.Recipe.Overlay(all)),
            Seed = BitConverter.ToUInt64(hash, 8),
            Data = Data,
            Output = $"artifacts/{stage.Name}-{name}{stage.Extension}",
            Inputs = inputs,
        };
    }

    private byte[] HashOf(StageRule stage, ImmutableArray<ArtifactSpec> inputs, Settings own)
    {
        var content = Settings.Of(own.Where(x => x.Key != RootPath).Select(x => (x.Key, x.Value))).Canonical();
        var from = string.Join(' ', inputs.Select(x => x.Id));
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{stage.Name} {stage.Format}\n{Data}\n{from}\n{content}");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }
}
