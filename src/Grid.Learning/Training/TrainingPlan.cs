using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Encoders;
using Grid.Learning.Methods;
using Grid.Learning.Probes;
using Grid.Learning.Schedules;

namespace Grid.Learning.Training;

/// <summary>A resolved recipe in the trainer's own types.</summary>
internal sealed record TrainingPlan
{
    /// <summary>What the loss is.</summary>
    public required IMethod Method { get; init; }

    /// <summary>Shape of the encoder.</summary>
    public required ResNetSpec Encoder { get; init; }

    /// <summary>File of weights that the encoder starts from; null = from the seed.</summary>
    public required string? EncoderWeights { get; init; }

    /// <summary>Shape of the projector.</summary>
    public required ProjectorSpec Projector { get; init; }

    /// <summary>"sgd", "adamw" or "lars".</summary>
    public required string Optimizer { get; init; }

    /// <summary>Momentum of SGD and LARS, beta 1 of AdamW.</summary>
    public required double Momentum { get; init; }

    /// <summary>Weight decay, >= 0.</summary>
    public required double Decay { get; init; }

    /// <summary>Trust coefficient of LARS, > 0.</summary>
    public required double Trust { get; init; }

    /// <summary>Largest length of the gradient; 0 = any.</summary>
    public required double Clip { get; init; }

    /// <summary>One rate for each epoch.</summary>
    public required LearningRateSchedule Rate { get; init; }

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images of a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Equal parts in which the images of a step are passed, >= 1.</summary>
    public required int Parts { get; init; }

    /// <summary>Steps of an epoch: the last part of a batch is left out.</summary>
    public required long StepsPerEpoch { get; init; }

    /// <summary>"fp32", "bf16" or "auto".</summary>
    public required string Precision { get; init; }

    /// <summary>Threads one operation may use.</summary>
    public required int Threads { get; init; }

    /// <summary>True: a collapse ends the run.</summary>
    public required bool StopsOnCollapse { get; init; }

    /// <summary>Warm-up epochs, and the grace of a collapse.</summary>
    public required int WarmupEpochs { get; init; }

    /// <summary>Neighbours that vote.</summary>
    public required int Neighbours { get; init; }

    /// <summary>Divides the similarities of the votes.</summary>
    public required double NeighbourTemperature { get; init; }

    /// <summary>Epochs between evaluations.</summary>
    public required int EvaluateEvery { get; init; }

    /// <summary>True: the encoder is evaluated before the first step, too.</summary>
    public required bool EvaluatesUntrained { get; init; }

    /// <summary>The linear probe after the last step; null for none.</summary>
    public required LinearProbePlan? Linear { get; init; }

    /// <summary>Optimiser steps of the whole run.</summary>
    public long Steps => Epochs * StepsPerEpoch;

    /// <summary>Reads a resolved recipe and tells every fault that keeps it from being trained.</summary>
    /// <param name="recipe">A resolved recipe.</param>
    /// <param name="images">The training images.</param>
    /// <exception cref="KeyNotFoundException">The recipe is not resolved.</exception>
    /// <exception cref="ArgumentException">A word is not known.</exception>
    public static Result<TrainingPlan> Of(Settings recipe, ImageSet images)
    {
        var plan = Read(recipe, images.Count);
        Diagnostic[] faults = [.. plan.Check(images)];
        return faults.Length > 0 ? Result<TrainingPlan>.Invalid([.. faults]) : Result<TrainingPlan>.Valid(plan);
    }

    /// <summary>Reads a resolved recipe without asking whether it can be trained: for its shapes.</summary>
    /// <param name="recipe">A resolved recipe.</param>
    /// <param name="images">How many training images.</param>
    /// <exception cref="KeyNotFoundException">The recipe is not resolved.</exception>
    /// <exception cref="ArgumentException">A word is not known.</exception>
    public static TrainingPlan Read(Settings recipe, int images)
    {
        var batch = recipe.Integer("train.batch");
        var epochs = recipe.Integer("train.epochs");
        var warmup = recipe.Integer("train.warmup_epochs");
        return new TrainingPlan
        {
            Method = MethodCatalog.Create(recipe),
            Encoder = ResNetSpec.Of(
                recipe.Text("encoder.name"), recipe.Text("encoder.stem"), recipe.Integer("encoder.width")),
            EncoderWeights = recipe.Text("encoder.weights") is { Length: > 0 } weights ? weights : null,
            Projector = new ProjectorSpec(recipe.Integer("projector.hidden"), recipe.Integer("projector.output"),
                recipe.Flag("projector.norm"), recipe.Integer("projector.layers"),
                recipe.Flag("projector.norm_output")),
            Optimizer = recipe.Text("train.optimizer"),
            Momentum = recipe.Number("train.momentum"),
            Decay = recipe.Number("train.weight_decay"),
            Trust = recipe.Number("train.trust"),
            Clip = recipe.Number("train.clip"),
            Rate = new LearningRateSchedule(recipe.Number("train.lr"), warmup, recipe.Number("train.warmup_lr"),
                epochs),
            Epochs = epochs,
            Batch = batch,
            Parts = recipe.Integer("train.accumulate"),
            StepsPerEpoch = images / Math.Max(batch, 1),
            Precision = recipe.Text("train.precision"),
            Threads = recipe.Integer("train.threads"),
            StopsOnCollapse = recipe.Flag("train.collapse"),
            WarmupEpochs = warmup,
            Neighbours = recipe.Integer("evaluate.knn.k"),
            NeighbourTemperature = recipe.Number("evaluate.knn.temperature"),
            EvaluateEvery = recipe.Integer("evaluate.knn.every_epochs"),
            EvaluatesUntrained = recipe.Flag("evaluate.untrained"),
            Linear = recipe.Integer("evaluate.linear.epochs") is > 0 and var passes
                ? new LinearProbePlan(
                    passes, recipe.Number("evaluate.linear.lr"), recipe.Integer("evaluate.linear.batch"))
                : null,
        };
    }

    private IEnumerable<Diagnostic> Check(ImageSet images)
    {
        if (Batch < 2)
        {
            yield return new("train.batch", $"must be at least 2, found {Batch}", "a loss needs images to tell apart");
        }
        else if (Batch % Parts != 0 || Batch / Parts < 2)
        {
            yield return new("train.accumulate", $"{Parts} equal parts of at least 2 images do not make {Batch}",
                "train.accumulate must divide train.batch; a loss needs images to tell apart");
        }

        // One array holds them.
        if ((long)Method.Needs.Views * Batch * images.ImageBytes > Array.MaxLength)
        {
            yield return new("train.batch",
                $"the views of {Batch} images of {images.Height} x {images.Width} take more than 2 GiB",
                "lower train.batch, or data.size");
        }

        if (StepsPerEpoch < 1)
        {
            yield return new("train.batch", $"{Batch} is more than the {images.Count} training images",
                "use a smaller batch, or more images");
        }

        if (Method.Needs.Queue?.Size < Batch)
        {
            yield return new("method.queue", $"{Method.Needs.Queue.Size} keys do not hold a batch of {Batch}",
                "enlarge method.queue or shrink train.batch");
        }

        if (Method.Needs.Labels && !images.HasLabels)
        {
            yield return new("method.name", $"{Method.Spec.Name} uses labels, and {images.Name} has none",
                "choose a method that needs no labels, or data with labels");
        }

        if (Processor.Refuse("train.precision", Precision) is { } refusal)
        {
            yield return refusal;
        }
    }
}
