using System.Collections.Immutable;

namespace Grid.Learning.Golden;

/// <summary>A number or tensor that a case expects.</summary>
/// <param name="Value">What an own float64 reference gave.</param>
/// <param name="Tolerance">How far a kernel may be off.</param>
public sealed record GoldenExpectation(GoldenTensor Value, Tolerance Tolerance);

/// <summary>
/// One golden case, whatever the format of its file. Outputs have one naming for all formats: the file's own names
/// ("loss", "grad_z1", "loss_simclr"), and for JSON sets "components.NAME", "aux.NAME" and "grad.INPUT" (zero for
/// inputs that must receive no gradient). Expected numbers that a file keeps among its parameters are named by their
/// place: "params.rows[0].lr_used".
/// </summary>
public sealed record GoldenCase
{
    /// <summary>The format and so the set: "clsp", "objectives" or "objectives-other".</summary>
    public required string Set { get; init; }

    /// <summary>What the kernel is registered under: the name without a number, or the JSON file's loss.</summary>
    public required string Key { get; init; }

    /// <summary>The case's own name: "loss_simclr_0", "dcl-open-0", "clip_infonce/smoothing_0.1".</summary>
    public required string Name { get; init; }

    /// <summary>What the kernel is to compute in; the tolerances are those of it.</summary>
    public required Arithmetic Arithmetic { get; init; }

    /// <summary>Hyper-parameters.</summary>
    public required GoldenParams Params { get; init; }

    /// <summary>Inputs by name.</summary>
    public required ImmutableSortedDictionary<string, GoldenTensor> Inputs { get; init; }

    /// <summary>Every output that a kernel must give, by name.</summary>
    public required ImmutableSortedDictionary<string, GoldenExpectation> Expected { get; init; }

    /// <summary>Network parameters given by a rule; null where the case has none.</summary>
    public ParameterFill? Weights { get; init; }

    /// <summary>The tolerance of expected numbers that stand among the parameters.</summary>
    public Tolerance ParamsTolerance { get; init; } = Tolerance.Exact;

    /// <summary>An input by name.</summary>
    /// <exception cref="KeyNotFoundException">The case has no such input.</exception>
    public GoldenTensor Input(string name) => Inputs.TryGetValue(name, out var tensor)
        ? tensor
        : throw new KeyNotFoundException($"the case has no input '{name}'");

    /// <summary>
    /// A full-size input that the file gives by the fill rule ("input.x"), with the parameters' input_shape and
    /// input_scale.
    /// </summary>
    public GoldenTensor FilledInput(string name)
    {
        ImmutableArray<long> shape = [.. Params.Integers("input_shape")];
        var count = (int)GoldenTensor.CountOf(shape);
        var seed = (Weights ?? throw new KeyNotFoundException("the case has no weights and so no seed")).Seed;
        var values = ParameterFill.Values(name, seed, count, Params.Number("input_scale"), 0);
        return new GoldenTensor(shape, Array.ConvertAll(values, value => (double)value));
    }
}
