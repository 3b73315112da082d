using Grid.Core.Recipes;

namespace Grid.Learning.Methods;

/// <summary>Settings of losses that several methods share.</summary>
internal static class LossSettings
{
    /// <summary>method.temperature.</summary>
    internal static Setting Temperature { get; } = new()
    {
        Path = "method.temperature",
        Kind = SettingKind.Number,
        Default = 0.2,
        Min = 0,
        AboveMin = true,
        Max = 100,
        Summary = "Divides the cosine logits; no unit",
    };
}
