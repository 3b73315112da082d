using System.Collections.Immutable;

namespace Grid.Learning.Data;

/// <summary>
/// The content of a procedural image: ten outlines as signed distances, negative inside, about 1 in radius. A label is
/// an index into <see cref="Names"/>.
/// </summary>
internal static class ShapeOutline
{
    /// <summary>The classes.</summary>
    public static ImmutableArray<string> Names { get; } =
        ["disc", "ring", "crescent", "square", "frame", "triangle", "star", "cross", "arrow", "bars"];

    private static readonly ImmutableArray<(float X, float Y)> TriangleCorners = Regular(3, 1, 1);
    private static readonly ImmutableArray<(float X, float Y)> StarCorners = Regular(10, 1.05f, 0.42f);

    private static readonly ImmutableArray<(float X, float Y)> CrossCorners =
    [
        (-0.28f, -0.95f), (0.28f, -0.95f), (0.28f, -0.28f), (0.95f, -0.28f), (0.95f, 0.28f), (0.28f, 0.28f),
        (0.28f, 0.95f), (-0.28f, 0.95f), (-0.28f, 0.28f), (-0.95f, 0.28f), (-0.95f, -0.28f), (-0.28f, -0.28f),
    ];

    private static readonly ImmutableArray<(float X, float Y)> ArrowCorners =
        [(0, -1), (0.85f, 0), (0.3f, 0), (0.3f, 0.95f), (-0.3f, 0.95f), (-0.3f, 0), (-0.85f, 0)];

    /// <summary>How far a point is outside the outline of a class; negative inside.</summary>
    public static float Distance(int label, float x, float y) => label switch
    {
        0 => Length(x, y) - 0.85f,
        1 => MathF.Abs(Length(x, y) - 0.7f) - 0.22f,
        2 => MathF.Max(Length(x, y) - 0.95f, 0.75f - Length(x - 0.5f, y)),
        3 => Box(x, y, 0.78f, 0.78f),
        4 => MathF.Max(Box(x, y, 0.85f, 0.85f), -Box(x, y, 0.45f, 0.45f)),
        5 => Polygon(TriangleCorners.AsSpan(), x, y),
        6 => Polygon(StarCorners.AsSpan(), x, y),
        7 => Polygon(CrossCorners.AsSpan(), x, y),
        8 => Polygon(ArrowCorners.AsSpan(), x, y),
        9 => Box(MathF.Abs(x) - 0.58f, y, 0.28f, 0.9f),
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "no such class"),
    };

    private static float Length(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    private static float Box(float x, float y, float halfWidth, float halfHeight)
    {
        var (dx, dy) = (MathF.Abs(x) - halfWidth, MathF.Abs(y) - halfHeight);
        return Length(MathF.Max(dx, 0), MathF.Max(dy, 0)) + MathF.Min(MathF.Max(dx, dy), 0);
    }

    /// <summary>The distance to the nearest edge; the sign from the edges crossed by a ray to the right.</summary>
    private static float Polygon(ReadOnlySpan<(float X, float Y)> corners, float x, float y)
    {
        var nearest = float.MaxValue;
        var inside = false;
        var from = corners[^1];
        foreach (var to in corners)
        {
            var (ex, ey) = (to.X - from.X, to.Y - from.Y);
            var (px, py) = (x - from.X, y - from.Y);
            var along = Math.Clamp(((px * ex) + (py * ey)) / ((ex * ex) + (ey * ey)), 0, 1);
            var (dx, dy) = (px - (ex * along), py - (ey * along));
            nearest = MathF.Min(nearest, (dx * dx) + (dy * dy));
            if (from.Y > y != to.Y > y && px < ex * py / ey)
            {
                inside = !inside;
            }

            from = to;
        }

        return inside ? -MathF.Sqrt(nearest) : MathF.Sqrt(nearest);
    }

    private static ImmutableArray<(float X, float Y)> Regular(int corners, float outer, float inner) =>
    [
        .. Enumerable.Range(0, corners).Select(corner =>
        {
            var angle = 2 * Math.PI * corner / corners;
            var radius = corner % 2 == 0 || corners % 2 == 1 ? outer : inner;
            return ((float)(radius * Math.Sin(angle)), (float)(-radius * Math.Cos(angle)));
        }),
    ];
}
