using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Learning.Methods.MoCo;
using Grid.Learning.Methods.SimClr;

namespace Grid.Learning.Methods;

/// <summary>The methods that recipes can name.</summary>
public static class MethodCatalog
{
    /// <summary>All methods as data; reading it loads no native code.</summary>
    public static ImmutableArray<MethodSpec> Specs { get; } = [SimClrMethod.Data, MoCoMethod.Data];

    /// <summary>The method that a resolved recipe names, with its settings.</summary>
    /// <exception cref="ArgumentException">No such method.</exception>
    /// <exception cref="KeyNotFoundException">The recipe is not resolved.</exception>
    public static IMethod Create(Settings recipe)
    {
        var temperature = recipe.Number("method.temperature");
        return recipe.Text("method.name") switch
        {
            "simclr" => new SimClrMethod(temperature),
            "moco" => new MoCoMethod(temperature, recipe.Integer("method.queue"),
                new MomentumRule(recipe.Number("method.momentum"), recipe.Number("method.momentum_end"))),
            var name => throw new ArgumentException(
                $"no method '{name}'; there are {string.Join(", ", Specs.Select(x => x.Name))}"),
        };
    }
}
