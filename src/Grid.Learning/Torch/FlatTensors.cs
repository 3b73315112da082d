using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Grid.Learning.Data;
using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>
/// The storage of a network: all learned numbers in one tensor (weights, then offsets, then those of the heads in the
/// same order), their gradients in another, all running statistics in a third. Zeroing, copying, averaging, optimising
/// and saving a network is then one operation on one tensor. Kernels lie channels-last, the layout the convolutions
/// want.
/// </summary>
public sealed class FlatTensors : IDisposable
{
    private readonly List<TensorSlot> _slots;
    private readonly List<Tensor> _gradientViews = [];

    /// <summary>Gives every slot of a plan its storage, with zeros.</summary>
    /// <param name="plan">A plan without storage.</param>
    /// <param name="learns">False for a network that never gets gradients; it has none to hold.</param>
    /// <param name="type">float32 for training; float64 to hold a network against a reference.</param>
    /// <param name="device">Where they lie; null = the processor.</param>
    public FlatTensors(TensorPlan plan, bool learns, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        using var scope = NewDisposeScope();
        // A stable sort: within a role the order of declaration stays.
        _slots = [.. plan.Slots.OrderBy(slot => slot.OfHead).ThenBy(slot => slot.Role)];
        Segments = SegmentsOf(_slots.Where(slot => slot.Role != TensorRole.Statistic));
        Learned = zeros(Segments.Sum(x => x.Length), type, device).MoveToOuterDisposeScope();
        Gradient = learns ? zeros_like(Learned).MoveToOuterDisposeScope() : null;
        var statistics = _slots.Where(slot => slot.Role == TensorRole.Statistic).Sum(slot => slot.Length);
        Statistics = zeros(statistics, type, device).MoveToOuterDisposeScope();
        long learned = 0, statistic = 0;
        foreach (var slot in _slots)
        {
            if (slot.Role == TensorRole.Statistic)
            {
                slot.Tensor = ViewOf(Statistics, ref statistic, slot).DetachFromDisposeScope();
                continue;
            }

            var at = learned;
            slot.Tensor = ViewOf(Learned, ref learned, slot).DetachFromDisposeScope();
            if (Gradient is not null)
            {
                slot.Tensor.requires_grad = true;
                var gradient = ViewOf(Gradient, ref at, slot).DetachFromDisposeScope();
                slot.Tensor.grad = gradient;
                _gradientViews.Add(gradient);
            }
        }

        Learned.DetachFromDisposeScope();
        Gradient?.DetachFromDisposeScope();
        Statistics.DetachFromDisposeScope();
    }

    /// <summary>All learned numbers, float [P]: the heads' last, and the weights first in either part.</summary>
    public Tensor Learned { get; }

    /// <summary>Their gradients, float [P]; null where the network does not learn.</summary>
    public Tensor? Gradient { get; }

    /// <summary>All running statistics, float [S].</summary>
    public Tensor Statistics { get; }

    /// <summary>One for each learned tensor, in storage order.</summary>
    public ImmutableArray<Segment> Segments { get; }

    /// <summary>SHA-256 of the names and shapes in storage order: equal layouts, equal text.</summary>
    public string Layout
    {
        get
        {
            var lines = _slots.Select(slot => $"{slot.Name} {string.Join(' ', slot.Shape)}\n");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
        }
    }

    /// <summary>Fills every tensor with its start. A tensor's draws depend on the seed and its name alone.</summary>
    /// <param name="seed">The run's seed.</param>
    public void Start(ulong seed)
    {
        using var quiet = no_grad();
        foreach (var slot in _slots)
        {
            using var generator = RandomKey.Generator(RandomKey.Of(seed, RandomPurpose.Weights, Key(slot.Name)));
            // Drawn on the processor in row-major order, then copied: neither layout nor device matters.
            using var values = empty([.. slot.Shape]);
            _ = slot.Start switch
            {
                TensorStart.Normal normal => values.normal_(0, normal.StandardDeviation, generator),
                TensorStart.Uniform uniform => values.uniform_(-uniform.Bound, uniform.Bound, generator),
                TensorStart.Constant constant => values.fill_(constant.Value),
                _ => throw new System.Diagnostics.UnreachableException(slot.Start.ToString()),
            };
            slot.Tensor.copy_(values);
        }
    }

    /// <summary>Takes over the learned numbers of a network; running statistics stay.</summary>
    /// <param name="other">A network of the same layout; it may have heads besides.</param>
    public void CopyLearned(FlatTensors other)
    {
        using var quiet = no_grad();
        using var same = other.Learned.narrow(0, 0, Learned.numel());
        Learned.copy_(same);
    }

    /// <summary>Moves the learned numbers towards another network: own = momentum * own + (1 - momentum) *
    /// other.</summary>
    /// <param name="other">A network of the same layout; it may have heads besides.</param>
    /// <param name="momentum">In [0, 1].</param>
    public void Average(FlatTensors other, double momentum)
    {
        using var same = other.Learned.narrow(0, 0, Learned.numel());
        Ema.Step(Learned, same, momentum);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Tensor.Dispose();
        }

        _gradientViews.ForEach(view => view.Dispose());
        Learned.Dispose();
        Gradient?.Dispose();
        Statistics.Dispose();
    }

    private static ulong Key(string name) => Draws.Of([.. name.Select(letter => (ulong)letter)]).Next();

    private static Tensor ViewOf(Tensor flat, ref long at, TensorSlot slot)
    {
        using var scope = NewDisposeScope();
        var part = flat.narrow(0, at, slot.Length);
        at += slot.Length;
        var shape = slot.Shape;
        var view = shape.Length == 4
            ? part.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
            : part.view([.. shape]);
        return view.MoveToOuterDisposeScope();
    }

    private static ImmutableArray<Segment> SegmentsOf(IEnumerable<TensorSlot> slots)
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();
        long at = 0;
        foreach (var slot in slots)
        {
            segments.Add(new Segment(at, slot.Length, slot.Role, slot.RateScale));
            at += slot.Length;
        }

        return segments.ToImmutable();
    }
}
