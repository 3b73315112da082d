using System.Collections.Immutable;
using Grid.Core;
using Grid.Learning.Torch;
using Grid.Learning.Weights;
using static TorchSharp.torch;

namespace Grid.Learning.Diffusion;

/// <summary>U-Nets as safetensors files under the names of the published networks.</summary>
public static class UNetWeights
{
    private const string Projector = "encoder.projector.";
    private const int FaultsShown = 4;

    /// <summary>All tensors of a network, row-major, with the fixed table of times and the published network's unused
    /// projector, so that the published program reads the file, too.</summary>
    /// <param name="network">What to write.</param>
    /// <param name="facts">Text by name that the file keeps.</param>
    public static byte[] Write(UNet network, IReadOnlyDictionary<string, string> facts)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        List<(string, Tensor)> tensors = [.. network.Names.Select(name => (name, network[name].contiguous()))];
        if (!network.Spec.IsConditional)
        {
            tensors.Add((TimeEmbedding.TableName, tensor(TimeTable.Rows(network.Spec.Times, network.Spec.Channels))
                .view(network.Spec.Times, network.Spec.Channels)));
            tensors.AddRange(UnusedProjector(network.Spec));
        }

        return Safetensors.Write(tensors, facts);
    }

    /// <summary>Fills a network from a file.</summary>
    /// <param name="network">Filled where there is no fault.</param>
    /// <param name="field">What the faults are about: a path or a blob's name.</param>
    /// <param name="file">Tensors by name; "module." before them is passed over.</param>
    /// <returns>The first reasons why it does not fit; none where it was filled.</returns>
    public static ImmutableArray<Diagnostic> Load(
        UNet network, string field, IReadOnlyDictionary<string, StoredTensor> file)
    {
        // Where both names are there, the plain one counts.
        var tensors = file.OrderByDescending(x => x.Key.Length).GroupBy(x => Plain(x.Key), StringComparer.Ordinal)
            .ToDictionary(x => x.Key, x => x.Last().Value, StringComparer.Ordinal);
        string[] differences = [.. network.Names.Select(Difference).OfType<string>(), .. TimesDiffer(network, tensors),
            .. tensors.Keys.Except(network.Names).Where(name => !IsUnused(name)).Order(StringComparer.Ordinal)
                .Select(name => $"'{name}' is one too many")];
        if (differences.Length > 0)
        {
            return [.. differences.Take(FaultsShown).Select(text => new Diagnostic(field,
                $"is of another network: {text} ({differences.Length} differences)",
                "give the diffusion settings that it was trained with"))];
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var values = network.Names.Select(name => (Name: name, Value: tensors[name].ToFloat32())).ToArray();
        if (values.FirstOrDefault(x => !x.Value.isfinite().all().item<bool>()).Name is { } broken)
        {
            return [new Diagnostic(field, $"has numbers that are not finite in '{broken}'",
                "the training that wrote it diverged: use an earlier file of it")];
        }

        foreach (var (name, value) in values)
        {
            network[name].copy_(value);
        }

        return [];

        string? Difference(string name)
        {
            var wanted = network[name].shape;
            return !tensors.TryGetValue(name, out var stored) ? $"it has no '{name}'"
                : !stored.IsFloating ? $"'{name}' has whole numbers"
                : stored.Shape.AsSpan().SequenceEqual(wanted) ? null
                : $"'{name}' is {stored.ShapeText} instead of [{string.Join(", ", wanted)}]";
        }
    }

    // The fixed table is not loaded, but its rows tell for how many times the network was trained.
    private static IEnumerable<string> TimesDiffer(UNet network, Dictionary<string, StoredTensor> tensors) =>
        !network.Spec.IsConditional && tensors.GetValueOrDefault(TimeEmbedding.TableName) is { } table
        && table.Shape[0] != network.Spec.Times
            ? [$"it is of {table.Shape[0]} times, not {network.Spec.Times}"]
            : [];

    private static string Plain(string name) =>
        name.StartsWith("module.", StringComparison.Ordinal) ? name["module.".Length..] : name;

    private static bool IsUnused(string name) =>
        name == TimeEmbedding.TableName || name.StartsWith(Projector, StringComparison.Ordinal);

    private static IEnumerable<(string Name, Tensor Value)> UnusedProjector(UNetSpec spec)
    {
        const int outputs = 256;
        var inputs = spec.Channels * spec.Multipliers[^1];
        var hidden = inputs * 4;
        yield return (Projector + "0.weight", zeros(hidden, inputs));
        yield return (Projector + "0.bias", zeros(hidden));
        yield return (Projector + "1.weight", ones(hidden));
        yield return (Projector + "1.bias", zeros(hidden));
        yield return (Projector + "1.running_mean", zeros(hidden));
        yield return (Projector + "1.running_var", ones(hidden));
        yield return (Projector + "1.num_batches_tracked", zeros([], ScalarType.Int64));
        yield return (Projector + "3.weight", zeros(outputs, hidden));
        yield return (Projector + "3.bias", zeros(outputs));
    }
}
