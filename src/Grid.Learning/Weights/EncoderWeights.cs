using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Grid.Core;
using Grid.Learning.Encoders;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Weights;

/// <summary>The weights of an encoder in a file of its own, under torchvision's names.</summary>
public static partial class EncoderWeights
{
    /// <summary>The setting that names such a file.</summary>
    public const string Setting = "encoder.weights";

    private const int NamesShown = 8;

    /// <summary>Every reason why a file cannot fill an encoder, numbers aside; loads no native code.</summary>
    /// <param name="spec">Shape of the encoder.</param>
    /// <param name="path">safetensors or .pt.</param>
    public static ImmutableArray<Diagnostic> Check(ResNetSpec spec, string path) => Match(spec, path).Faults;

    /// <summary>Fills an encoder from a file; the rest of the network stays. Nothing is changed where a fault is
    /// found.</summary>
    /// <param name="network">Its encoder's learned numbers and running statistics are replaced.</param>
    /// <param name="path">safetensors or .pt.</param>
    /// <returns>Every fault: names that are missing, other shapes, numbers that are not finite.</returns>
    public static ImmutableArray<Diagnostic> Load(Network network, string path)
    {
        var matched = Match(network.Encoder.Spec, path);
        if (!matched.IsValid)
        {
            return matched.Faults;
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var values = matched.Value.Select(x => (x.Name, Value: x.Stored.ToFloat32())).ToArray();
        string[] broken = [.. values.Where(x => !x.Value.isfinite().all().item<bool>()).Select(x => x.Name)];
        if (broken.Length > 0)
        {
            return [Fault(path, $"has numbers that are not finite in {Names(broken)}",
                "the training that wrote it diverged: use an earlier file of it")];
        }

        foreach (var (name, value) in values)
        {
            network[name].copy_(value);
        }

        return [];
    }

    /// <summary>An encoder's weights and running statistics as a safetensors file.</summary>
    /// <param name="network">Only its encoder is written.</param>
    /// <param name="facts">Text to keep in the file's metadata.</param>
    public static byte[] Write(Network network, IReadOnlyDictionary<string, string> facts)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // torchvision's kernels lie row-major, ours channels-last.
        return Safetensors.Write([.. SlotsOf(network.Encoder.Spec).Select(x =>
            (x.Name, network[x.Name].detach().to(ScalarType.Float32).contiguous()))], facts);
    }

    private static Result<ImmutableArray<(string Name, StoredTensor Stored)>> Match(ResNetSpec spec, string path)
    {
        Result<ImmutableArray<(string, StoredTensor)>> Invalid(params ImmutableArray<Diagnostic> faults) =>
            Result<ImmutableArray<(string, StoredTensor)>>.Invalid(faults);
        var read = WeightFile.Read(Setting, path);
        if (!read.IsValid)
        {
            return Invalid(read.Faults);
        }

        string[] prefixes = [.. read.Value.Keys.Select(x => FirstKernel().Match(x)).Where(x => x.Success)
            .Select(x => x.Groups[1].Value)];
        if (prefixes.Length != 1)
        {
            return Invalid(Fault(path, prefixes.Length == 0
                ? $"holds no encoder: no tensor '...conv1.weight' among its {read.Value.Count}"
                : $"holds {prefixes.Length} encoders: {Names([.. prefixes.Select(x => $"'{x}'")])}",
                "keep the tensors of one residual network in it, under torchvision's names"));
        }

        var found = read.Value.Where(x => x.Key.StartsWith(prefixes[0], StringComparison.Ordinal))
            .Select(x => (Name: x.Key[prefixes[0].Length..], x.Value)).Where(x => OfEncoder().IsMatch(x.Name))
            .ToImmutableSortedDictionary(x => x.Name, x => x.Value, StringComparer.Ordinal);
        var slots = SlotsOf(spec);
        ImmutableArray<Diagnostic> faults = [.. Compare(slots, found, path, Guess(found))];
        return faults.IsEmpty
            ? Result<ImmutableArray<(string, StoredTensor)>>.Valid([.. slots.Select(x => (x.Name, found[x.Name]))])
            : Invalid(faults);
    }

    private static IEnumerable<Diagnostic> Compare(IReadOnlyList<TensorSlot> slots,
        ImmutableSortedDictionary<string, StoredTensor> found, string path, string hint)
    {
        var common = slots.Where(x => found.ContainsKey(x.Name)).ToArray();
        (string Message, string[] Names)[] kinds =
        [
            ("lacks", [.. slots.Where(x => !found.ContainsKey(x.Name)).Select(x => x.Name)]),
            ("has what this encoder has not:", [.. found.Keys.Except(slots.Select(x => x.Name))]),
            ("has other shapes:", [.. common.Where(x => !x.Shape.SequenceEqual(found[x.Name].Shape)).Select(x =>
                $"{x.Name} {found[x.Name].ShapeText} instead of [{string.Join(", ", x.Shape)}]")]),
            ("has whole numbers for weights:", [.. common.Where(x => !found[x.Name].IsFloating).Select(x => x.Name)]),
        ];
        return kinds.Where(x => x.Names.Length > 0).Select(x => Fault(path, $"{x.Message} {Names(x.Names)}", hint));
    }

    private static IReadOnlyList<TensorSlot> SlotsOf(ResNetSpec spec)
    {
        var plan = new TensorPlan();
        _ = new ResNet(plan, spec);
        return plan.Slots;
    }

    /// <summary>Which of our encoders the tensors of a file would fit.</summary>
    private static string Guess(ImmutableSortedDictionary<string, StoredTensor> found)
    {
        var kernel = found["conv1.weight"].Shape;
        var bottleneck = found.ContainsKey("layer1.0.conv3.weight");
        var blocks = Enumerable.Range(1, 4).Select(stage => Enumerable.Range(0, 64)
            .TakeWhile(block => found.ContainsKey($"layer{stage}.{block}.conv1.weight")).Count()).ToArray();
        var name = ResNetSpec.Names.FirstOrDefault(x => ResNetSpec.Of(x, "cifar", 8) is var known
            && known.Bottleneck == bottleneck && known.Blocks.SequenceEqual(blocks));
        return name is null || kernel.Length != 4
            ? $"grid knows {string.Join(", ", ResNetSpec.Names)}, this is none of them"
            : $"the file fits encoder.name: {name}, encoder.stem: {(kernel[2] == 7 ? "big" : "cifar or mid")}, "
                + $"encoder.width: {kernel[0]}";
    }

    private static string Names(string[] names) => string.Join(", ", names.Take(NamesShown))
        + (names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "");

    private static Diagnostic Fault(string path, string message, string hint) =>
        new(Setting, $"'{path}' {message}", hint);

    // "conv1.weight", "module.encoder.conv1.weight", but not "layer1.0.conv1.weight".
    [GeneratedRegex(@"^((?:.*\.)?(?<!layer\d+\.\d+\.))conv1\.weight$")]
    private static partial Regex FirstKernel();

    [GeneratedRegex(@"^(conv1|bn1|layer\d+\.\d+)\.(?!.*num_batches_tracked$)")]
    private static partial Regex OfEncoder();
}
