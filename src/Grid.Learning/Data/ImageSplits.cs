namespace Grid.Learning.Data;

/// <summary>The parts of a data set. No image is in two of Train, Validation and Test.</summary>
/// <param name="Train">What encoders learn from.</param>
/// <param name="Validation">Held out of the labelled training data; sweeps rank on it. Empty where data.validation is
/// 0.</param>
/// <param name="Test">Reported once, at the end.</param>
/// <param name="Labelled">What probes learn from, and the bank of the kNN probe: Train itself, unless encoders learn
/// from images without labels.</param>
public sealed record ImageSplits(ImageSet Train, ImageSet Validation, ImageSet Test, ImageSet Labelled)
{
    private const ulong Purpose = 0x73706C6974; // "split"

    /// <summary>Parts whose training images have labels.</summary>
    public ImageSplits(ImageSet train, ImageSet validation, ImageSet test) : this(train, validation, test, train)
    {
    }

    /// <summary>
    /// Holds a fraction of every class of the training data out (stratified: each class gives its share, rounded to
    /// the nearest image), chosen by the seed. Both parts keep the order of the data set.
    /// </summary>
    /// <param name="all">The labelled training data, N images.</param>
    /// <param name="test">The test data, passed through.</param>
    /// <param name="validation">Fraction to hold out, in [0, 1).</param>
    /// <param name="seed">Another seed, another choice.</param>
    public static ImageSplits Of(ImageSet all, ImageSet test, double validation, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validation);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validation, 1);
        if (validation == 0)
        {
            return new ImageSplits(all, all.Select([]), test);
        }

        var held = HeldOut(all, validation, seed);
        return new ImageSplits(all.Select(Where(held, false)), all.Select(Where(held, true)), test);
    }

    private static bool[] HeldOut(ImageSet all, double fraction, ulong seed)
    {
        var held = new bool[all.Count];
        var rowsOfClass = Enumerable.Range(0, all.Count).ToLookup(row => all.Labels.Span[row]);
        for (var label = 0; label < all.ClassNames.Length; label++)
        {
            var rows = rowsOfClass[label].ToArray();
            Draws.Of(seed, Purpose, (ulong)label).Shuffle(rows.AsSpan());
            foreach (var row in rows.AsSpan(0, (int)Math.Round(rows.Length * fraction)))
            {
                held[row] = true;
            }
        }

        return held;
    }

    private static int[] Where(bool[] held, bool wanted) =>
        [.. Enumerable.Range(0, held.Length).Where(row => held[row] == wanted)];
}
