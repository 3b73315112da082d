using System.Globalization;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Probes;
using Grid.Learning.Training;
using Grid.Learning.Weights;
using static TorchSharp.torch;

namespace Grid.Learning.Checkpoints;

/// <summary>The encoder of a checkpoint, ready to encode images as the run's own evaluation did.</summary>
public sealed class TrainedEncoder : IDisposable
{
    private readonly Settings _recipe;
    private readonly LoadedCheckpoint _checkpoint;
    private readonly TrainingState _state;
    private readonly Normalization _normalization;
    private readonly Pixels _pixels;

    private TrainedEncoder(Settings recipe, LoadedCheckpoint checkpoint, TrainingState state)
    {
        (_recipe, _checkpoint, _state) = (recipe, checkpoint, state);
        _normalization = Normalization.Of(recipe.Text(DataSettings.Name));
        // Exported features are for other programs: in full precision, whatever trained them.
        _pixels = new Pixels(_normalization, ScalarType.Float32);
    }

    /// <summary>Optimiser steps that trained it.</summary>
    public long Step => _checkpoint.Manifest.Step;

    /// <summary>The run's seed.</summary>
    public ulong Seed => _checkpoint.Manifest.Seed;

    /// <summary>Reads the encoder of a checkpoint.</summary>
    /// <param name="recipe">The resolved recipe of its run.</param>
    /// <param name="checkpoint">Checked bytes.</param>
    public static Result<TrainedEncoder> Of(Settings recipe, LoadedCheckpoint checkpoint)
    {
        // Only shapes matter here, so one batch of images will do.
        var plan = TrainingPlan.Read(recipe, recipe.Integer("train.batch"));
        var state = new TrainingState(plan, checkpoint.Manifest.Seed);
        try
        {
            state.Read(checkpoint.Blobs);
            return Result<TrainedEncoder>.Valid(new TrainedEncoder(recipe, checkpoint, state));
        }
        catch (InvalidDataException fault)
        {
            state.Dispose();
            return Result<TrainedEncoder>.Invalid(new Diagnostic(
                "checkpoint", fault.Message, "it was written by another version, or for another recipe"));
        }
    }

    /// <summary>Features h of all images of a set, in their order, as the run itself normalised images.</summary>
    /// <param name="images">One image or more, of any size.</param>
    /// <returns>Finite features, or why there are none.</returns>
    public Result<LabelledFeatures> Encode(ImageSet images)
    {
        if (images.Count == 0)
        {
            return Result<LabelledFeatures>.Invalid(new Diagnostic(
                "--part", $"this part of {images.Name} has no images", "name another part"));
        }

        var features = new FeatureReader(_state.Network, _pixels, () => true).Read(images)!;
        if (features.AreFinite)
        {
            return Result<LabelledFeatures>.Valid(features);
        }

        features.Dispose();
        return Result<LabelledFeatures>.Invalid(new Diagnostic("checkpoint",
            "its encoder gives features that are not finite: the run diverged", "take an earlier one with --step"));
    }

    /// <summary>The encoder as a safetensors file under torchvision's names; its metadata say what it is and how
    /// images were normalised.</summary>
    public byte[] Export()
    {
        var manifest = _checkpoint.Manifest;
        return EncoderWeights.Write(_state.Network, new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["encoder"] = _recipe.Text("encoder.name"),
            ["stem"] = _recipe.Text("encoder.stem"),
            ["width"] = _recipe.Integer("encoder.width").ToString(CultureInfo.InvariantCulture),
            ["features"] = _state.Network.Encoder.Spec.Features.ToString(CultureInfo.InvariantCulture),
            ["mean"] = _normalization.MeanText,
            ["std"] = _normalization.DeviationText,
            ["run"] = manifest.Run.Value,
            ["step"] = manifest.Step.ToString(CultureInfo.InvariantCulture),
            ["recipe"] = manifest.RecipeHash,
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pixels.Dispose();
        _state.Dispose();
    }
}
