namespace Grid.Learning.Pictures;

/// <summary>A colour of a <see cref="Picture"/>.</summary>
/// <param name="Red">0 .. 255.</param>
/// <param name="Green">0 .. 255.</param>
/// <param name="Blue">0 .. 255.</param>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>Paper.</summary>
    public static Colour White { get; } = new(255, 255, 255);

    /// <summary>What is written in.</summary>
    public static Colour Ink { get; } = new(40, 40, 40);
}
