using Grid.Core.Recipes;

namespace Grid.Learning.Data;

/// <summary>The paths of the settings that choose and divide the data.</summary>
public static class DataSettings
{
    /// <summary>Path of the data set's name.</summary>
    public const string Name = "data.name";

    /// <summary>Path of the folder of its files.</summary>
    public const string Root = "data.root";

    /// <summary>Path of the side of the square that every image becomes; 0 = the images' own size.</summary>
    public const string Size = "data.size";

    /// <summary>Path of the kind of labels, where there are two.</summary>
    public const string Labels = "data.labels";

    /// <summary>Path of the word for the images that encoders learn from.</summary>
    public const string Train = "data.train";

    /// <summary>Path of the fraction held out of the training images.</summary>
    public const string Validation = "data.validation";

    /// <summary>Path of the limit on images.</summary>
    public const string Limit = "data.limit";

    /// <summary>Path of the number of training images to make, where images are made.</summary>
    public const string Images = "data.images";

    /// <summary>Path of the seed of procedural images and of the split.</summary>
    public const string Seed = "data.seed";

    /// <summary>The value of <see cref="Train"/> for images without labels.</summary>
    public const string Unlabelled = "unlabelled";

    /// <summary>What commands without a recipe take. A resolved recipe sets every path itself.</summary>
    public static Settings Defaults { get; } = Settings.Of(
        (Name, Shapes.Name), (Root, "./data"), (Size, 0), (Labels, "fine"), (Train, "labelled"), (Validation, 0.1),
        (Limit, 0), (Images, Shapes.TrainCount), (Seed, 0));
}
