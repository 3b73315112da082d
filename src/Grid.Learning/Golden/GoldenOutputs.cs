using System.Collections.Immutable;

namespace Grid.Learning.Golden;

/// <summary>What a kernel computed, by the names of <see cref="GoldenCase"/>.</summary>
public sealed class GoldenOutputs
{
    private readonly SortedDictionary<string, GoldenTensor> _outputs = new(StringComparer.Ordinal);

    /// <summary>Every output so far.</summary>
    public IReadOnlyDictionary<string, GoldenTensor> Values => _outputs;

    /// <summary>Adds a scalar.</summary>
    /// <exception cref="ArgumentException">The name is there already.</exception>
    public GoldenOutputs Add(string name, double value) => Add(name, GoldenTensor.Scalar(value));

    /// <summary>Adds a tensor, row-major.</summary>
    public GoldenOutputs Add(string name, ImmutableArray<long> shape, IEnumerable<double> values) =>
        Add(name, new GoldenTensor(shape, [.. values]));

    /// <summary>Adds a tensor.</summary>
    public GoldenOutputs Add(string name, GoldenTensor tensor)
    {
        _outputs.Add(name, tensor);
        return this;
    }
}
