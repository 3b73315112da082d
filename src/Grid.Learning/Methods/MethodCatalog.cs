using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Learning.Methods.All4One;
using Grid.Learning.Methods.Byol;
using Grid.Learning.Methods.ClspMoCo;
using Grid.Learning.Methods.ClspSimClr;
using Grid.Learning.Methods.MoCo;
using Grid.Learning.Methods.Nnclr;
using Grid.Learning.Methods.SimClr;
using Grid.Learning.Methods.SupCon;

namespace Grid.Learning.Methods;

/// <summary>The methods that recipes can name.</summary>
public static class MethodCatalog
{
    private static readonly ImmutableArray<(MethodSpec Spec, Func<Settings, IMethod> Make)> Methods =
    [
        (SimClrMethod.Data, SimClrMethod.Of), (MoCoMethod.Data, MoCoMethod.Of), (NnclrMethod.Data, NnclrMethod.Of),
        (ByolMethod.Data, ByolMethod.Of), (SupConMethod.Data, SupConMethod.Of),
        (All4OneMethod.Data, All4OneMethod.Of),
        (ClspSimClrMethod.Data, ClspSimClrMethod.Of), (ClspSimClrMethod.Control, ClspSimClrMethod.OfControl),
        (ClspMoCoMethod.Data, ClspMoCoMethod.Of), (ClspMoCoMethod.Control, ClspMoCoMethod.OfControl),
    ];

    /// <summary>All methods as data; reading it loads no native code.</summary>
    public static ImmutableArray<MethodSpec> Specs { get; } = [.. Methods.Select(x => x.Spec)];

    /// <summary>The method that a resolved recipe names, with its settings.</summary>
    /// <exception cref="ArgumentException">No such method.</exception>
    /// <exception cref="KeyNotFoundException">The recipe is not resolved.</exception>
    public static IMethod Create(Settings recipe)
    {
        var name = recipe.Text("method.name");
        var make = Methods.FirstOrDefault(x => x.Spec.Name == name).Make
            ?? throw new ArgumentException(
                $"no method '{name}'; there are {string.Join(", ", Specs.Select(x => x.Name))}");
        return make(recipe);
    }
}
