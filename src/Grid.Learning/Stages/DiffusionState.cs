using System.Collections.Immutable;
using System.Globalization;
using Grid.Learning.Diffusion;
using Grid.Learning.Torch;
using Grid.Learning.Training;
using static TorchSharp.torch;

namespace Grid.Learning.Stages;

/// <summary>All that a later step of diffusion training depends on; draws are keyed by seed and step.</summary>
internal sealed class DiffusionState : IRunState, IDisposable
{
    /// <summary>The state before the first step.</summary>
    internal DiffusionState(DiffusionPlan plan, Device? device = null)
    {
        Network = new UNet(plan.Network, device: device);
        Network.Start(plan.Seed);
        Average = new UNet(plan.Network, learns: false, device: device);
        Average.Tensors.CopyLearned(Network.Tensors);
        var tensors = Network.Tensors;
        Optimizer = new AdamW(tensors.Learned, tensors.Gradient!, beta1: 0.9, decay: 0, tensors.Segments);
    }

    /// <summary>The network that learns.</summary>
    internal UNet Network { get; }

    /// <summary>The average of its weights over the steps; what samples.</summary>
    internal UNet Average { get; }

    /// <summary>Changes the network.</summary>
    internal Optimizer Optimizer { get; }

    /// <inheritdoc/>
    public long Step { get; set; }

    /// <inheritdoc/>
    public long EvaluatedAt => -1;

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, double> Last { get; set; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ImmutableArray<(string Role, ReadOnlyMemory<byte> Bytes)> Write()
    {
        var layout = new Dictionary<string, string> { ["layout"] = Network.Tensors.Layout };
        var facts = new Dictionary<string, string>
        {
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["metrics"] = MetricText.Write(Last),
        };
        return [("weights", Safetensors.Write(Weights, layout)), ("state", Safetensors.Write(Optimizer.State, facts))];
    }

    /// <summary>Takes over a state that <see cref="Write"/> gave.</summary>
    /// <exception cref="InvalidDataException">The state is of another network or is not whole.</exception>
    internal void Read(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> blobs)
    {
        if (!blobs.TryGetValue("weights", out var weightBytes) || !blobs.TryGetValue("state", out var stateBytes))
        {
            throw new InvalidDataException("the checkpoint lacks a part");
        }

        var (weights, state) = (Safetensors.Read(weightBytes), Safetensors.Read(stateBytes));
        if (weights.Metadata.GetValueOrDefault("layout") != Network.Tensors.Layout)
        {
            throw new InvalidDataException("the checkpoint is of a diffusion model with other tensors");
        }

        using var quiet = no_grad();
        foreach (var (name, value) in Weights)
        {
            weights.CopyTo(name, value);
        }

        foreach (var (name, value) in Optimizer.State)
        {
            state.CopyTo(name, value);
        }

        Step = long.Parse(state.Metadata["step"], CultureInfo.InvariantCulture);
        Last = MetricText.Read(state.Metadata["metrics"]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Average.Dispose();
        Network.Dispose();
    }

    private ImmutableArray<(string Name, Tensor Value)> Weights =>
        [("learned", Network.Tensors.Learned), ("average", Average.Tensors.Learned)];
}
