using System.Collections.Immutable;
using System.Globalization;
using Grid.Core;
using Grid.Learning.Encoders;
using Grid.Learning.Queues;
using Grid.Learning.Torch;
using Grid.Learning.Weights;
using static TorchSharp.torch;

namespace Grid.Learning.Training;

/// <summary>
/// All that a later step depends on. Equal states give equal continuations, bit for bit; draws are keyed by seed and
/// step, so there is no generator among it.
/// </summary>
internal sealed class TrainingState : IRunState, IDisposable
{
    private const string LayoutName = "layout";

    /// <summary>The state before the first step.</summary>
    /// <param name="plan">A recipe that can be trained.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="device">Where it lies; null = the processor.</param>
    internal TrainingState(TrainingPlan plan, ulong seed, Device? device = null)
    {
        var needs = plan.Method.Needs;
        Network = new Network(plan.Encoder, plan.Projector, device: device, heads: needs.Heads);
        Network.Tensors.Start(seed);
        if (needs.Momentum is not null)
        {
            Momentum = new Network(plan.Encoder, plan.Projector, learns: false, device: device);
            Momentum.Tensors.Start(seed);
        }

        if (needs.Queue is { } queue)
        {
            Queue = new KeyQueue(plan.Projector.Output, queue.Size, queue.Slots, device);
            Queue.Start(seed);
        }

        Optimizer = OptimizerOf(plan, Network.Tensors);
    }

    /// <summary>The network that learns.</summary>
    internal Network Network { get; }

    /// <summary>The network that follows it, or null.</summary>
    internal Network? Momentum { get; }

    /// <summary>Earlier keys, or null.</summary>
    internal KeyQueue? Queue { get; }

    /// <summary>Changes the network.</summary>
    internal Optimizer Optimizer { get; }

    /// <summary>Optimiser steps done.</summary>
    public long Step { get; set; }

    /// <summary>The step that was evaluated last; -1 before the first evaluation.</summary>
    public long EvaluatedAt { get; set; } = -1;

    /// <summary>The last value of every metric that does not depend on the clock.</summary>
    public ImmutableSortedDictionary<string, double> Last { get; set; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>Lets the encoder start from a file of weights, before the first step.</summary>
    /// <returns>Every reason why it cannot.</returns>
    internal ImmutableArray<Diagnostic> StartFrom(string weights)
    {
        var faults = EncoderWeights.Load(Network, weights);
        if (faults.IsEmpty && Momentum is not null)
        {
            using var quiet = no_grad();
            Momentum.Tensors.CopyLearned(Network.Tensors);
            Momentum.Tensors.Statistics.copy_(Network.Tensors.Statistics);
        }

        return faults;
    }

    /// <summary>The state as the bytes of two files: what was learned, and what training needs besides.</summary>
    public ImmutableArray<(string Role, ReadOnlyMemory<byte> Bytes)> Write()
    {
        var layout = new Dictionary<string, string> { [LayoutName] = Network.Tensors.Layout };
        return [("weights", Safetensors.Write(Weights(), layout)), ("state", Safetensors.Write(Others(), Facts()))];
    }

    /// <summary>Takes over a state that <see cref="Write"/> gave.</summary>
    /// <param name="blobs">Bytes by role.</param>
    /// <exception cref="InvalidDataException">The state is of another network or is not whole.</exception>
    internal void Read(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> blobs)
    {
        if (!blobs.TryGetValue("weights", out var weightBytes) || !blobs.TryGetValue("state", out var stateBytes))
        {
            throw new InvalidDataException("the checkpoint lacks a part");
        }

        var (weights, state) = (Safetensors.Read(weightBytes), Safetensors.Read(stateBytes));
        if (weights.Metadata.GetValueOrDefault(LayoutName) != Network.Tensors.Layout)
        {
            throw new InvalidDataException("the checkpoint is of a network with other tensors");
        }

        Weights().ForEach(x => weights.CopyTo(x.Name, x.Value));
        Others().ForEach(x => state.CopyTo(x.Name, x.Value));
        long Whole(string name) => long.Parse(state.Metadata[name], CultureInfo.InvariantCulture);
        Step = Whole("step");
        EvaluatedAt = Whole("evaluated_at");
        if (Queue is not null)
        {
            Queue.Position = Whole("queue.position");
        }

        Last = MetricText.Read(state.Metadata["metrics"]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Queue?.Dispose();
        Momentum?.Dispose();
        Network.Dispose();
    }

    private List<(string Name, Tensor Value)> Weights() =>
        [("learned", Network.Tensors.Learned), ("statistics", Network.Tensors.Statistics)];

    private static Optimizer OptimizerOf(TrainingPlan plan, FlatTensors tensors)
    {
        var (learned, gradient, segments) = (tensors.Learned, tensors.Gradient!, tensors.Segments);
        return plan.Optimizer switch
        {
            "sgd" => new Sgd(learned, gradient, plan.Momentum, plan.Decay, segments),
            "adamw" => new AdamW(learned, gradient, plan.Momentum, plan.Decay, segments),
            "lars" => new Lars(learned, gradient, plan.Momentum, plan.Decay, plan.Trust, segments),
            var name => throw new ArgumentException($"no optimiser '{name}'"),
        };
    }

    private List<(string Name, Tensor Value)> Others()
    {
        List<(string, Tensor)> tensors = [.. Optimizer.State];
        if (Momentum is not null)
        {
            tensors.Add(("momentum.learned", Momentum.Tensors.Learned));
            tensors.Add(("momentum.statistics", Momentum.Tensors.Statistics));
        }

        if (Queue is not null)
        {
            tensors.Add(("queue.keys", Queue.Keys));
        }

        return tensors;
    }

    private Dictionary<string, string> Facts() => new()
    {
        ["step"] = Step.ToString(CultureInfo.InvariantCulture),
        ["evaluated_at"] = EvaluatedAt.ToString(CultureInfo.InvariantCulture),
        ["queue.position"] = (Queue?.Position ?? 0).ToString(CultureInfo.InvariantCulture),
        ["metrics"] = MetricText.Write(Last),
    };
}
