namespace Grid.Learning.Views;

/// <summary>Everything that chance decided about one view. The processor and the accelerator paint the same
/// plans.</summary>
internal readonly record struct ViewPlan
{
    /// <summary>What is cut out and stretched to the image's size.</summary>
    public required Crop Crop { get; init; }

    /// <summary>Changes of colour; null for none.</summary>
    public required Jitter? Jitter { get; init; }

    /// <summary>True: left becomes right.</summary>
    public required bool Mirrors { get; init; }

    /// <summary>True: colours become greys.</summary>
    public required bool Greys { get; init; }

    /// <summary>True: bright levels are inverted.</summary>
    public required bool Solarizes { get; init; }
}

/// <summary>One of the four changes of colour.</summary>
internal enum JitterStep
{
    /// <summary>Multiplies levels.</summary>
    Brightness,

    /// <summary>Moves levels away from their mean.</summary>
    Contrast,

    /// <summary>Moves colours away from grey.</summary>
    Saturation,

    /// <summary>Turns the colour circle.</summary>
    Hue,
}

/// <summary>Four changes of colour and their order.</summary>
internal readonly record struct Jitter
{
    /// <summary>Factor, >= 0.</summary>
    public required float Brightness { get; init; }

    /// <summary>Factor, >= 0.</summary>
    public required float Contrast { get; init; }

    /// <summary>Factor, >= 0.</summary>
    public required float Saturation { get; init; }

    /// <summary>Part of the colour circle, in [-0.5, 0.5].</summary>
    public required double Hue { get; init; }

    /// <summary>What is done first.</summary>
    public JitterStep First { get; init; }

    /// <summary>What is done second.</summary>
    public JitterStep Second { get; init; }

    /// <summary>What is done third.</summary>
    public JitterStep Third { get; init; }

    /// <summary>What is done last.</summary>
    public JitterStep Fourth { get; init; }

    /// <summary>What is done at a place of the order, 0 .. 3.</summary>
    public JitterStep At(int place) => place switch { 0 => First, 1 => Second, 2 => Third, _ => Fourth };
}
