using System.Collections.Immutable;
using System.Text.Json;

namespace Grid.Learning.Golden;

/// <summary>The format "grid-golden/1": one JSON file a loss.</summary>
internal static class ObjectiveCases
{
    public static IEnumerable<GoldenCase> Read(JsonElement json, Arithmetic arithmetic)
    {
        var loss = json.GetProperty("loss").GetString()!;
        return [.. json.GetProperty("cases").EnumerateArray().Select(entry => Case(entry, loss, arithmetic))];
    }

    private static GoldenCase Case(JsonElement json, string loss, Arithmetic arithmetic)
    {
        var inputs = json.GetProperty("inputs").EnumerateObject()
            .ToImmutableSortedDictionary(x => x.Name, x => GoldenJson.Tensor(x.Value), StringComparer.Ordinal);
        return new GoldenCase
        {
            Set = "objectives",
            Key = loss,
            Name = json.GetProperty("id").GetString()!,
            Arithmetic = arithmetic,
            Params = new GoldenParams(json.GetProperty("params")),
            Inputs = inputs,
            Expected = Expected(json.GetProperty("expected"), loss, inputs, arithmetic)
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    private static IEnumerable<KeyValuePair<string, GoldenExpectation>> Expected(
        JsonElement json, string loss, ImmutableSortedDictionary<string, GoldenTensor> inputs, Arithmetic arithmetic)
    {
        var (lossLimit, partLimit, gradientLimit) =
            arithmetic == Arithmetic.Float64 ? (1e-10, 1e-9, 1e-8) : (2e-6, 1e-5, 2e-4);

        // Optimal transport stops on a threshold: one iteration more or less shows at 1e-9.
        var auxLimit = loss == "opta" ? Math.Max(partLimit, 1e-6) : partLimit;
        yield return Entry("loss", json.GetProperty("loss"), OrOne(lossLimit));
        foreach (var part in json.GetProperty("components").EnumerateObject())
        {
            yield return Entry("components." + part.Name, part.Value, OrOne(partLimit));
        }

        foreach (var part in json.GetProperty("aux").EnumerateObject())
        {
            yield return Entry("aux." + part.Name, part.Value, OrOne(auxLimit));
        }

        foreach (var gradient in json.GetProperty("grad").EnumerateObject())
        {
            var tolerance = new Tolerance(0, gradientLimit, ToleranceSize.Largest);
            yield return Entry("grad." + gradient.Name, gradient.Value, tolerance);
        }

        foreach (var input in json.GetProperty("no_grad").EnumerateArray().Select(name => name.GetString()!))
        {
            yield return KeyValuePair.Create("grad." + input, Absent(inputs[input]));
        }
    }

    /// <summary>No gradient at all.</summary>
    public static GoldenExpectation Absent(GoldenTensor input) =>
        new(new GoldenTensor(input.Shape, new double[input.Data.Length]), Tolerance.Exact);

    /// <summary>The expectation of a JSON tensor or number; integers are exact.</summary>
    public static KeyValuePair<string, GoldenExpectation> Entry(string name, JsonElement json, Tolerance tolerance)
    {
        var value = GoldenJson.TensorOrNumbers(json) ?? throw new InvalidDataException($"'{name}' holds no numbers");
        return KeyValuePair.Create(name, new GoldenExpectation(value, value.IsInteger ? Tolerance.Exact : tolerance));
    }

    private static Tolerance OrOne(double limit) => new(0, limit, ToleranceSize.NumberOrOne);
}
