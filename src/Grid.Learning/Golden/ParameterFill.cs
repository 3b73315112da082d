using System.Collections.Immutable;
using System.Text;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;

namespace Grid.Learning.Golden;

/// <summary>One network parameter that a rule defines.</summary>
/// <param name="Name">Its name in the published state dictionaries: "layer1.0.conv1.weight".</param>
/// <param name="Shape">Sizes; empty for a scalar.</param>
/// <param name="Kind">"fill", "zero", "fill_row0_zero" or "sinusoid".</param>
/// <param name="Scale">Half the width of the range of a fill.</param>
/// <param name="Offset">The centre of that range.</param>
/// <param name="First">The first values, to check the rule with.</param>
/// <param name="Sum">The sum of all values, likewise.</param>
public sealed record FilledParameter(
    string Name, ImmutableArray<long> Shape, string Kind, double Scale, double Offset,
    ImmutableArray<double> First, double Sum)
{
    /// <summary>How many values.</summary>
    public int Count => (int)GoldenTensor.CountOf(Shape);
}

/// <summary>
/// Network parameters too big to ship, defined by a rule: element i of a tensor is a SplitMix64 hash of the seed, the
/// tensor's name (FNV-1a) and i, as 24 bits scaled to a range.
/// </summary>
/// <param name="Seed">The case's seed.</param>
/// <param name="Parameters">Every tensor, in the published order.</param>
public sealed record ParameterFill(ulong Seed, ImmutableArray<FilledParameter> Parameters)
{
    private const double CheckTolerance = 1e-6;

    /// <summary>The values of a parameter, float32, row-major.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    /// <exception cref="InvalidDataException">They are not those that the manifest states.</exception>
    public float[] Values(string name)
    {
        var parameter = Parameters.FirstOrDefault(x => x.Name == name)
            ?? throw new KeyNotFoundException($"the manifest has no parameter '{name}'");
        return Checked(parameter, parameter.Kind switch
        {
            "fill" => Values(name, Seed, parameter.Count, parameter.Scale, parameter.Offset),
            "zero" => new float[parameter.Count],
            "fill_row0_zero" => RowZeroCleared(parameter),
            "sinusoid" => TimeTable.Rows((int)parameter.Shape[0], (int)parameter.Shape[1]),
            var kind => throw new InvalidDataException($"parameter '{name}' has the unknown kind '{kind}'"),
        });
    }

    /// <summary>The rule: float32 values of element 0 .. count - 1 of a named tensor.</summary>
    public static float[] Values(string name, ulong seed, int count, double scale, double offset)
    {
        const double unit = 1.0 / (1 << 24);
        var start = Fnv1a(name) ^ seed;
        var values = new float[count];
        for (var at = 0; at < count; at++)
        {
            var bits = Draws.Mix(start + ((ulong)(at + 1) * 0x9E3779B97F4A7C15));
            values[at] = (float)(((2 * ((bits >> 40) * unit)) - 1) * scale + offset);
        }

        return values;
    }

    /// <summary>The 64-bit FNV-1a hash of the UTF-8 text.</summary>
    public static ulong Fnv1a(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return hash;
    }

    private float[] RowZeroCleared(FilledParameter parameter)
    {
        var values = Values(parameter.Name, Seed, parameter.Count, parameter.Scale, parameter.Offset);
        values.AsSpan(0, (int)parameter.Shape[1]).Clear();
        return values;
    }

    private static float[] Checked(FilledParameter parameter, float[] values)
    {
        var sum = 0.0;
        var size = 0.0;
        foreach (var value in values)
        {
            sum += value;
            size += Math.Abs(value);
        }

        var firstHold = parameter.First.Zip(values).All(pair => Math.Abs(pair.First - pair.Second) <= CheckTolerance);
        return firstHold && Math.Abs(sum - parameter.Sum) <= CheckTolerance * (1 + size)
            ? values
            : throw new InvalidDataException($"the fill of '{parameter.Name}' is not the one its manifest states");
    }
}
