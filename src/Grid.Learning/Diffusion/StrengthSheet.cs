using System.Collections.Immutable;
using System.Globalization;
using Grid.Learning.Data;
using Grid.Learning.Pictures;

namespace Grid.Learning.Diffusion;

/// <summary>A contact sheet: anchors, and beside each what becomes of it with ever more of the random path.</summary>
public static class StrengthSheet
{
    private const int Anchors = 6;
    private const int Scale = 2;

    /// <summary>Weights w of the random path, from left to right, behind the anchor; 1 - w is the anchor's.</summary>
    public static ImmutableArray<double> Strengths { get; } = [0, 0.1, 0.5, 1];

    /// <summary>Draws it.</summary>
    /// <param name="network">Without dropout.</param>
    /// <param name="plan">How to sample; its own strength is not used.</param>
    /// <param name="images">The first of them are the anchors.</param>
    /// <param name="seed">That of the synthesis, so that the samples are the same ones.</param>
    /// <param name="beat">Called before every step of sampling; may throw to give up.</param>
    public static Picture Draw(
        UNet network, SamplingPlan plan, ImageSet images, ulong seed, Action? beat = null)
    {
        (long, int)[] samples = [.. Enumerable.Range(0, Math.Min(Anchors, images.Count)).Select(x => ((long)x, 0))];
        var anchors = new byte[samples.Length * images.ImageBytes];
        images.Read(0, anchors);
        byte[][] columns = [anchors, .. Strengths.Select(strength => new ImageSampler(
                network, plan with { Interpolation = strength }, images, seed).Sample(samples, beat))];
        var rows = Enumerable.Range(0, samples.Length).SelectMany(row =>
            columns.SelectMany(column => column.AsSpan(row * images.ImageBytes, images.ImageBytes).ToArray()));
        string[] headings =
        [
            "image\n",
            .. Strengths.Select(w => string.Create(CultureInfo.InvariantCulture, $"w   {w}\n1-w {1 - w}")),
        ];
        return ContactSheet.Of([.. rows], images.Height, images.Width, columns.Length, Scale, headings);
    }
}
