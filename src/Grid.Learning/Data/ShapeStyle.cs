using System.Numerics;

namespace Grid.Learning.Data;

/// <summary>
/// What varies from one procedural image to the next without telling its class: place, size, turn, greys, texture
/// and light. Pixel units; levels are R, G, B in 0 .. 255.
/// </summary>
internal readonly record struct ShapeStyle
{
    private const float MinContrast = 70;

    /// <summary>Centre of the outline.</summary>
    public Vector2 Centre { get; private init; }

    /// <summary>The rows of the matrix from pixels to the outline's own coordinates.</summary>
    public (Vector2 X, Vector2 Y) Inward { get; private init; }

    /// <summary>Pixels to one unit of the outline.</summary>
    public float Radius { get; private init; }

    /// <summary>Grey of the outline's inside.</summary>
    public Vector3 Front { get; private init; }

    /// <summary>Grey of the pattern inside it.</summary>
    public Vector3 Ink { get; private init; }

    /// <summary>Grey of its outside.</summary>
    public Vector3 Back { get; private init; }

    /// <summary>Relative change of brightness for one pixel to the right and one down.</summary>
    public Vector2 Light { get; private init; }

    /// <summary>Stripes over the background: direction and frequency, and their strength in levels.</summary>
    public Vector2 Stripes { get; private init; }

    /// <summary>Strength of the stripes, levels.</summary>
    public float StripeLevels { get; private init; }

    /// <summary>Strength of the noise of single pixels, levels.</summary>
    public float NoiseLevels { get; private init; }

    /// <summary>The style that a stream of draws gives to an image of a side length.</summary>
    public static ShapeStyle From(ref Draws draws, int side)
    {
        var radius = (float)draws.Between(0.3, 0.42) * side;
        var stretch = (float)draws.Between(0.93, 1.07);
        var turn = Direction(draws.Between(-Math.PI / 16, Math.PI / 16));
        var room = (side / 2f) - (0.9f * radius);
        var centre = new Vector2((float)draws.Between(-room, room), (float)draws.Between(-room, room));
        var back = Grey(ref draws);
        var front = Contrasting(ref draws, back);
        return new ShapeStyle
        {
            Radius = radius,
            Centre = centre + new Vector2((side - 1) / 2f),
            Inward = (turn / (radius * stretch), new Vector2(-turn.Y, turn.X) * (stretch / radius)),
            Back = back,
            Front = front,
            Ink = Contrasting(ref draws, front),
            Light = Direction(draws.Between(0, 2 * Math.PI)) * (float)draws.Between(0, 0.3 / side),
            Stripes = Direction(draws.Between(0, 2 * Math.PI)) * (float)draws.Between(0.08, 0.3),
            StripeLevels = (float)draws.Between(0, 8),
            NoiseLevels = (float)draws.Between(2, 6),
        };
    }

    private static Vector2 Direction(double angle) => new((float)Math.Cos(angle), (float)Math.Sin(angle));

    /// <summary>A grey: a colour of its own would tell an image from all others without a look at its
    /// outline.</summary>
    private static Vector3 Grey(ref Draws draws) => new((float)draws.Between(20, 236));

    /// <summary>Another grey, far enough for the outline to show.</summary>
    private static Vector3 Contrasting(ref Draws draws, Vector3 back)
    {
        var grey = Grey(ref draws);
        while (MathF.Abs(grey.X - back.X) < MinContrast)
        {
            grey = Grey(ref draws);
        }

        return grey;
    }
}
