using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Encoders;

/// <summary>An encoder and its projector on one flat storage.</summary>
public sealed class Network : IDisposable
{
    private readonly Dictionary<string, TensorSlot> _slots;

    /// <summary>A network of zeros: <see cref="FlatTensors.Start"/>, copy or load it.</summary>
    /// <param name="encoder">Shape of the encoder.</param>
    /// <param name="projector">Shape of the projector.</param>
    /// <param name="learns">False for a momentum encoder.</param>
    /// <param name="type">float32 for training; float64 to hold it against a reference.</param>
    public Network(
        ResNetSpec encoder, ProjectorSpec projector, bool learns = true, ScalarType type = ScalarType.Float32)
    {
        var plan = new TensorPlan();
        Encoder = new ResNet(plan, encoder);
        Projector = new Projector(plan, encoder.Features, projector);
        Tensors = new FlatTensors(plan, learns, type);
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
