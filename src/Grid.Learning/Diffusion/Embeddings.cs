using Grid.Learning.Encoders;
using Grid.Learning.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Diffusion;

// N = images, T = times, E = width of embeddings: 4 times the channels.

/// <summary>Two linear layers behind a row of a table of sines and cosines; the class-conditional network learns the
/// table, too.</summary>
internal sealed class TimeEmbedding : IDisposable
{
    /// <summary>The table's published name.</summary>
    internal const string TableName = "time_embedding.timembedding.0.weight";

    private readonly TensorSlot? _learned;
    private readonly Tensor _table;
    private readonly Linear _first;
    private readonly Linear _last;

    /// <summary>Declares its tensors.</summary>
    internal TimeEmbedding(LayerFactory layers, Device device)
    {
        const string name = "time_embedding.timembedding";
        var (times, width) = (layers.Spec.Times, layers.Spec.Channels);
        using var flat = tensor(TimeTable.Rows(times, width));
        using var rows = flat.view(times, width);
        _table = rows.to(device).DetachFromDisposeScope();
        _learned = layers.Spec.IsConditional ? layers.Table(name + ".0", times, width) : null;
        _first = layers.Linear(name + ".1", width, 4 * width);
        _last = layers.Linear(name + ".3", 4 * width, 4 * width);
    }

    /// <summary>Fills a learned table.</summary>
    internal void Start()
    {
        using var quiet = no_grad();
        _learned?.Tensor.copy_(_table);
    }

    /// <summary>[N, E] of times [N].</summary>
    internal Tensor Forward(Tensor times)
    {
        using var scope = NewDisposeScope();
        var rows = (_learned?.Tensor ?? _table).index_select(0, times).to(_first.Type);
        return _last.Forward(F.silu(_first.Forward(rows))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _table.Dispose();
}

/// <summary>Two linear layers behind one learned row a class. The row of "no class" is zero and stays so.</summary>
internal sealed class ClassEmbedding
{
    private readonly TensorSlot _table;
    private readonly Linear _first;
    private readonly Linear _last;

    /// <summary>Declares its tensors.</summary>
    internal ClassEmbedding(LayerFactory layers)
    {
        const string name = "cond_embedding.condEmbedding";
        var width = layers.Spec.Channels;
        _table = layers.Table(name + ".0", layers.Spec.Classes + 1, width);
        _first = layers.Linear(name + ".1", width, 4 * width);
        _last = layers.Linear(name + ".3", 4 * width, 4 * width);
    }

    /// <summary>Fills the table: standard normal rows.</summary>
    internal void Start(ulong seed)
    {
        using var quiet = no_grad();
        using var generator = RandomKey.Generator(RandomKey.Of(seed, RandomPurpose.Weights, 0));
        using var rows = _table.Tensor.narrow(0, 1, _table.Shape[0] - 1);
        using var drawn = empty(rows.shape).normal_(0, 1, generator);
        rows.copy_(drawn);
    }

    /// <summary>[N, E] of labels [N].</summary>
    internal Tensor Forward(Tensor labels)
    {
        using var scope = NewDisposeScope();
        // The mask keeps the first row without gradient.
        var given = labels.ne(UNet.NoClass).to(_first.Type).unsqueeze(1);
        var rows = _table.Tensor.index_select(0, labels).mul(given);
        return _last.Forward(F.silu(_first.Forward(rows))).MoveToOuterDisposeScope();
    }
}
