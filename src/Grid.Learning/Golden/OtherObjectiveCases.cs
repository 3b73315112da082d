using System.Collections.Immutable;
using System.Text.Json;

namespace Grid.Learning.Golden;

/// <summary>
/// The format 1 of text, multimodal, graph and recommendation losses: one JSON file a family of losses.
/// </summary>
internal static class OtherObjectiveCases
{
    private const string ConstantMatrix = "grad_if_whitening_matrix_is_constant";

    public static IEnumerable<GoldenCase> Read(JsonElement json, Arithmetic arithmetic)
    {
        var family = json.GetProperty("loss").GetString()!;
        return [.. json.GetProperty("cases").EnumerateArray().Select(entry => Case(entry, family, arithmetic))];
    }

    private static GoldenCase Case(JsonElement json, string family, Arithmetic arithmetic)
    {
        var inputs = json.GetProperty("inputs").EnumerateObject()
            .ToImmutableSortedDictionary(x => x.Name, x => GoldenJson.Tensor(x.Value), StringComparer.Ordinal);
        return new GoldenCase
        {
            Set = "objectives-other",
            Key = family,
            Name = $"{family}/{json.GetProperty("name").GetString()}",
            Arithmetic = arithmetic,
            Params = new GoldenParams(json.GetProperty("params")),
            Inputs = inputs,
            Expected = Expected(json, family, inputs, arithmetic).ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    private static IEnumerable<KeyValuePair<string, GoldenExpectation>> Expected(
        JsonElement json, string family, ImmutableSortedDictionary<string, GoldenTensor> inputs, Arithmetic arithmetic)
    {
        var (values, gradients) = arithmetic == Arithmetic.Float32
            ? (new Tolerance(2e-5, 2e-4), new Tolerance(1e-4, 1e-3))
            : (new Tolerance(1e-9, 1e-9), new Tolerance(Whitens(family) ? 1e-6 : 1e-8, 0));
        foreach (var output in json.GetProperty("expected").EnumerateObject())
        {
            yield return ObjectiveCases.Entry(output.Name, output.Value, values);
        }

        foreach (var gradient in json.GetProperty("grad_of_loss").EnumerateObject())
        {
            yield return ObjectiveCases.Entry("grad." + gradient.Name, gradient.Value, gradients);
        }

        foreach (var input in json.GetProperty("no_gradient").EnumerateArray().Select(name => name.GetString()!))
        {
            yield return KeyValuePair.Create("grad." + input, ObjectiveCases.Absent(inputs[input]));
        }

        if (json.TryGetProperty(ConstantMatrix, out var constant))
        {
            foreach (var gradient in constant.EnumerateObject())
            {
                yield return ObjectiveCases.Entry($"{ConstantMatrix}.{gradient.Name}", gradient.Value, gradients);
            }
        }
    }

    /// <summary>Gradients through an eigen-decomposition are less exact.</summary>
    private static bool Whitens(string family) => family.StartsWith("whiten", StringComparison.Ordinal);
}
