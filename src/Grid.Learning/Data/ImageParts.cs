namespace Grid.Learning.Data;

/// <summary>What the files of a data set hold, before it is divided.</summary>
/// <param name="Train">Labelled training images.</param>
/// <param name="Test">Test images of the same size and classes.</param>
public readonly record struct ImageParts(ImageSet Train, ImageSet Test)
{
    /// <summary>More training images of that size, without labels; null where there are none.</summary>
    public ImageSet? Unlabelled { get; init; }

    /// <summary>Every part by another set.</summary>
    internal ImageParts Each(Func<ImageSet, ImageSet> change) =>
        new(change(Train), change(Test)) { Unlabelled = Unlabelled is { } rest ? change(rest) : null };
}
