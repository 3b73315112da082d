using System.Collections.Immutable;

namespace Grid.Core.Recipes;

/// <summary>Settings in one line each, for the tables of settings.</summary>
public static class SettingMakers
{
    /// <summary>A word, one of the choices where there are any.</summary>
    public static Setting Word(
        string path, string? @default, string summary, ImmutableArray<string> choices = default) =>
        new()
        {
            Path = path,
            Kind = SettingKind.Text,
            Default = @default is null ? null : new Value.Text(@default),
            Choices = choices.IsDefault ? [] : choices,
            Summary = summary,
        };

    /// <summary>Any number in a range.</summary>
    public static Setting Number(
        string path, double @default, double min, double max, string summary, bool aboveMin = false) =>
        new()
        {
            Path = path,
            Kind = SettingKind.Number,
            Default = @default,
            Min = min,
            Max = max,
            AboveMin = aboveMin,
            Summary = summary,
        };

    /// <summary>A whole number in a range.</summary>
    public static Setting Integer(string path, int @default, int min, string summary, int max = int.MaxValue) => new()
    {
        Path = path,
        Kind = SettingKind.Integer,
        Default = (double)@default,
        Min = min,
        Max = max,
        Summary = summary,
    };

    /// <summary>True or false.</summary>
    public static Setting Flag(string path, bool @default, string summary) => new()
    {
        Path = path,
        Kind = SettingKind.Flag,
        Default = @default,
        Summary = summary,
    };
}
