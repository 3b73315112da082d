using System.Collections.Immutable;
using Grid.Core.Recipes;

namespace Grid.Learning.Data;

/// <summary>The settings of a recipe that choose and divide the data.</summary>
public static class DataSettings
{
    /// <summary>Path of the data set's name.</summary>
    public const string Name = "data.name";

    /// <summary>Path of the folder of its files.</summary>
    public const string Root = "data.root";

    /// <summary>Path of the fraction held out of the training images.</summary>
    public const string Validation = "data.validation";

    /// <summary>Path of the limit on images.</summary>
    public const string Limit = "data.limit";

    /// <summary>Path of the seed of procedural images and of the split.</summary>
    public const string Seed = "data.seed";

    /// <summary>What each may hold.</summary>
    public static ImmutableArray<Setting> All { get; } =
    [
        new()
        {
            Path = Name, Kind = SettingKind.Text, Default = Shapes.Name,
            Choices = [.. DataSets.All.Select(x => x.Name)],
            Summary = "The data set",
        },
        new()
        {
            Path = Root, Kind = SettingKind.Text, Default = "./data",
            Summary = "Folder of the data set's files, where it has any",
        },
        new()
        {
            Path = Validation, Kind = SettingKind.Number, Default = 0.1, Min = 0, Max = 0.9,
            Summary = "Fraction of the training images, of each class, held out for val.* metrics",
        },
        new()
        {
            Path = Limit, Kind = SettingKind.Integer, Default = 0, Min = 0, Max = 500_000,
            Summary = "Use the first images only, this many of the training and of the test data; 0 = all",
        },
        new()
        {
            Path = Seed, Kind = SettingKind.Integer, Default = 0, Min = 0, Max = 1L << 53,
            Summary = "Seed of procedural images and of the choice of validation images",
        },
    ];

    /// <summary>The default of each.</summary>
    public static Settings Defaults { get; } = Settings.Of(All.Select(setting => (setting.Path, setting.Default!)));
}
