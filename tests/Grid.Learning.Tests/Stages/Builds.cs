using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Stages;
using Grid.Learning.Tests.Training;
using Grid.Learning.Training;

namespace Grid.Learning.Tests.Stages;

/// <summary>Small stages on images of noise.</summary>
internal static class Builds
{
    public const string Model = "artifacts/model";
    public const string Positives = "artifacts/positives";

    public static readonly ImageSet Images = Noise(20, labelled: true);

    /// <summary>4 epochs of 2 steps on 20 images of 16 x 16.</summary>
    public static readonly Settings Recipe = Settings.Of(StageCatalog.All.SelectMany(
        stage => stage.Settings.Select(x => (x.Path, x.Default!)))).Overlay(Settings.Of(
        ("data.name", "noise"), ("diffusion.channels", 8), ("diffusion.groups", 4), ("diffusion.multipliers", "1,2"),
        ("diffusion.blocks", 1), ("diffusion.times", 40), ("diffusion.beta_last", 0.2), ("diffusion.epochs", 4),
        ("diffusion.batch", 8), ("diffusion.warmup_steps", 4), ("diffusion.lr", 2e-3), ("diffusion.ema", 0.5),
        ("diffusion.precision", "fp32"), ("diffusion.sample_steps", 3), ("method.candidates", 2),
        ("diffusion.label_drop", 0.4)));

    public static ImageSet Noise(int count, bool labelled)
    {
        var (pixels, draws) = (new byte[count * 16 * 16 * 3], Draws.Of(8));
        for (var at = 0; at < pixels.Length; at++)
        {
            pixels[at] = (byte)draws.Below(256);
        }

        int[] labels = [.. Enumerable.Range(0, count).Select(x => labelled ? x % 3 : 0)];
        return new ImageSet("noise", 16, 16, pixels, labels, ["a", "b", "c"]);
    }

    public static AttemptEnd Diffusion(
        IBlobStore blobs, Settings recipe, Ear? ear = null, CheckpointRef? from = null, long attempt = 1,
        string? data = null) =>
        Build(blobs, Order(StageCatalog.Diffusion, Model, recipe, from, attempt, data), ear);

    public static AttemptEnd Synthesis(IBlobStore blobs, Settings recipe, Ear? ear = null, string output = Positives,
        long? free = null) =>
        Build(blobs, Order(StageCatalog.Synthesis, output, recipe, null, 1), ear, free);

    private static AttemptEnd Build(IBlobStore blobs, AttemptOrder order, Ear? ear, long? free = null)
    {
        var data = new ResidentData(_ => Result<ImageSplits>.Valid(
            new ImageSplits(Images, Images.Select([]), Images.Select([]))));
        return Attempts.Train(blobs, order, ear, new JumpingClock(), data, free);
    }

    private static AttemptOrder Order(
        string stage, string output, Settings recipe, CheckpointRef? from, long attempt, string? data = null) =>
        Attempts.Order(recipe, attempt, from) with
        {
            Run = new RunId("stage/1/1"),
            Build = new StageBuild(stage, output, data ?? Images.Sha256),
            Artifacts = ImmutableSortedDictionary<string, string>.Empty.Add(StageCatalog.Diffusion, Model),
        };
}
