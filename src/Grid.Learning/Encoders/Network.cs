using System.Collections.Immutable;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Encoders;

/// <summary>An encoder, its projector and a method's heads on one flat storage.</summary>
public sealed class Network : IDisposable
{
    private readonly Dictionary<string, TensorSlot> _slots;
    private readonly Dictionary<string, object> _heads;

    /// <summary>A network of zeros: <see cref="FlatTensors.Start"/>, copy or load it.</summary>
    /// <param name="encoder">Shape of the encoder.</param>
    /// <param name="projector">Shape of the projector.</param>
    /// <param name="learns">False for a momentum encoder.</param>
    /// <param name="type">float32 for training; float64 to hold it against a reference.</param>
    /// <param name="device">Where it lies; null = the processor.</param>
    /// <param name="heads">What works on top of the projector; none by default.</param>
    public Network(ResNetSpec encoder, ProjectorSpec projector, bool learns = true,
        ScalarType type = ScalarType.Float32, Device? device = null, params ImmutableArray<HeadSpec> heads)
    {
        var plan = new TensorPlan();
        Encoder = new ResNet(plan, encoder);
        Projector = new Projector(plan, encoder.Features, projector);
        _heads = heads.ToDictionary(x => x.Name, x => x.Declare(plan, projector.Output), StringComparer.Ordinal);
        Tensors = new FlatTensors(plan, learns, type, device);
        _slots = plan.Slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
    }

    /// <summary>Gives features h.</summary>
    public ResNet Encoder { get; }

    /// <summary>Gives projections z.</summary>
    public Projector Projector { get; }

    /// <summary>All its numbers.</summary>
    public FlatTensors Tensors { get; }

    /// <summary>One of its tensors [] by torchvision's name.</summary>
    /// <exception cref="KeyNotFoundException">No such tensor.</exception>
    public Tensor this[string name] => _slots[name].Tensor;

    /// <summary>A head by its name.</summary>
    /// <exception cref="KeyNotFoundException">No such head.</exception>
    /// <exception cref="InvalidCastException">The head is of another kind.</exception>
    public THead Head<THead>(string name) => (THead)_heads[name];

    /// <summary>Projections z [N, D], in the network's own type, of images [N, 3, H, W], in training mode.</summary>
    public Tensor Project(Tensor images)
    {
        using var scope = NewDisposeScope();
        var z = Projector.Forward(Encoder.Forward(images, training: true), training: true);
        return z.to(Tensors.Learned.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Features h [N, F], in the network's own type, of images [N, 3, H, W], with running statistics and
    /// without gradient.</summary>
    public Tensor Encode(Tensor images)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Encoder.Forward(images, training: false).to(Tensors.Learned.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Tensors.Dispose();
}
