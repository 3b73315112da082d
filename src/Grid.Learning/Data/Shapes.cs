using System.Numerics;

namespace Grid.Learning.Data;

/// <summary>
/// A procedural labelled data set that needs no files: one of ten figures on a background, with everything but the
/// class varied (<see cref="ShapeStyle"/>). Image i of a seed is always the same, whatever else is made.
/// </summary>
public static class Shapes
{
    /// <summary>The word in recipes.</summary>
    public const string Name = "shapes";

    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 32;

    /// <summary>Training images where the recipe sets no limit.</summary>
    public const int TrainCount = 10_000;

    /// <summary>Test images where the recipe sets no limit.</summary>
    public const int TestCount = 2_000;

    private const ulong Purpose = 0x736861706573; // "shapes"

    /// <summary>The training and test images of a seed.</summary>
    /// <param name="seed">Another seed, other images.</param>
    /// <param name="trainCount">How many to train on.</param>
    /// <param name="testCount">How many to test on.</param>
    public static (ImageSet Train, ImageSet Test) Make(
        ulong seed, int trainCount = TrainCount, int testCount = TestCount) =>
        (Part(seed, 0, trainCount), Part(seed, 1, testCount));

    private static ImageSet Part(ulong seed, ulong part, int count)
    {
        const int imageBytes = Side * Side * ImageSet.Channels;
        var pixels = GC.AllocateUninitializedArray<byte>(count * imageBytes);
        var labels = new int[count];
        Parallel.For(0, count, index =>
        {
            var draws = Draws.Of(seed, Purpose, part, (ulong)index);
            labels[index] = index % ShapeOutline.Names.Length;
            Draw(labels[index], ref draws, pixels.AsSpan(index * imageBytes, imageBytes));
        });
        return new ImageSet(Name, Side, Side, pixels, labels, ShapeOutline.Names);
    }

    private static void Draw(int label, ref Draws draws, Span<byte> image)
    {
        var style = ShapeStyle.From(ref draws, Side);
        var at = 0;
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++, at += ImageSet.Channels)
            {
                var colour = Shade(style, label, new Vector2(column, row)) + Noise(ref draws, style.NoiseLevels);
                colour = Vector3.Clamp(colour, Vector3.Zero, new Vector3(255)) + new Vector3(0.5f);
                (image[at], image[at + 1], image[at + 2]) = ((byte)colour.X, (byte)colour.Y, (byte)colour.Z);
            }
        }
    }

    private static Vector3 Shade(in ShapeStyle style, int label, Vector2 pixel)
    {
        var place = pixel - style.Centre;
        var distance = ShapeOutline.Distance(
            label, Vector2.Dot(style.Inward.X, place), Vector2.Dot(style.Inward.Y, place));

        var ink = ShapeFill.Ink(label, Vector2.Dot(style.Inward.X, place), Vector2.Dot(style.Inward.Y, place));
        var front = Vector3.Lerp(style.Front, style.Ink, ink);

        // One pixel of soft edge, as an area average would give it.
        var cover = Math.Clamp(0.5f - (distance * style.Radius), 0, 1);
        var stripe = style.StripeLevels * TriangleWave(Vector2.Dot(style.Stripes, pixel));
        var colour = Vector3.Lerp(style.Back + new Vector3(stripe), front, cover);
        return colour * (1 + Vector2.Dot(style.Light, pixel - new Vector2(Side / 2f)));
    }

    /// <summary>Between -1 and 1, period 1.</summary>
    private static float TriangleWave(float phase) => (4 * MathF.Abs(phase - MathF.Floor(phase) - 0.5f)) - 1;

    /// <summary>Three uniform values in -levels .. levels, from one draw.</summary>
    private static Vector3 Noise(ref Draws draws, float levels)
    {
        var bits = draws.Next();
        const float unit = 1f / (1 << 19);
        var noise = new Vector3(bits & 0xFFFFF, (bits >> 20) & 0xFFFFF, (bits >> 40) & 0xFFFFF);
        return ((noise * unit) - Vector3.One) * levels;
    }
}
