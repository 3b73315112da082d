namespace Grid.Learning.Data;

/// <summary>
/// The pattern inside a procedural figure, a part of its content as the outline is. Mirroring an image keeps the
/// pattern what it is.
/// </summary>
internal static class ShapeFill
{
    /// <summary>How much of the second grey a place of the figure shows, 0 to 1; about 1 in radius.</summary>
    public static float Ink(int label, float x, float y) => label switch
    {
        0 => 0,
        1 => Stripes(y, 0.45f),
        2 => Stripes(x, 0.45f),
        3 => Stripes(y, 0.9f),
        4 => Stripes(x, 0.6f),
        5 => Either(Stripes(x, 0.6f), Stripes(y, 0.6f)),
        6 => Stripes(MathF.Sqrt((x * x) + (y * y)), 0.5f),
        7 => Stripes(x, 0.5f) * Stripes(y, 0.5f),
        8 => Either(Stripes(x, 1.1f), Stripes(y, 1.1f)),
        9 => Stripes(MathF.Abs(x) + y, 0.7f),
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "no such class"),
    };

    /// <summary>0 and 1 in turn, with soft edges.</summary>
    private static float Stripes(float place, float period) =>
        Math.Clamp(0.5f + (1.5f * MathF.Cos(2 * MathF.PI * place / period)), 0, 1);

    /// <summary>One of the two, not both.</summary>
    private static float Either(float a, float b) => a + b - (2 * a * b);
}
