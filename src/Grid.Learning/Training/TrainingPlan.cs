using Grid.Core;
using Grid.Core.Recipes;
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

    /// <summary>"sgd" or "adamw".</summary>
    public required string Optimizer { get; init; }

    /// <summary>Momentum of SGD, beta 1 of AdamW.</summary>
    public required double Momentum { get; init; }

    /// <summary>Weight decay, >= 0.</summary>
    public required double Decay { get; init; }

    /// <summary>One rate for each epoch.</summary>
    public required LearningRateSchedule Rate { get; init; }

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images of a step.</summary>
    public required int Batch { get; init; }

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

    /// <summary>Reads a resolved recipe for a number of training images.</summary>
    /// <exception cref="KeyNotFoundException">The recipe is not resolved.</exception>
    /// <exception cref="ArgumentException">A word is not known.</exception>
    public static Result<TrainingPlan> Of(Settings recipe, int images)
    {
        var batch = recipe.Integer("train.batch");
        var epochs = recipe.Integer("train.epochs");
        var warmup = recipe.Integer("train.warmup_epochs");
        var plan = new TrainingPlan
        {
            Method = MethodCatalog.Create(recipe),
            Encoder = ResNetSpec.Of(
                recipe.Text("encoder.name"), recipe.Text("encoder.stem"), recipe.Integer("encoder.width")),
            EncoderWeights = recipe.Text("encoder.weights") is { Length: > 0 } weights ? weights : null,
            Projector = new ProjectorSpec(recipe.Integer("projector.hidden"), recipe.Integer("projector.output"),
                recipe.Flag("projector.norm")),
            Optimizer = recipe.Text("train.optimizer"),
            Momentum = recipe.Number("train.momentum"),
            Decay = recipe.Number("train.weight_decay"),
            Rate = new LearningRateSchedule(recipe.Number("train.lr"), warmup, recipe.Number("train.warmup_lr"),
                epochs),
            Epochs = epochs,
            Batch = batch,
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
        Diagnostic[] faults = [.. plan.Check(images)];
        return faults.Length > 0 ? Result<TrainingPlan>.Invalid([.. faults]) : Result<TrainingPlan>.Valid(plan);
    }

    private IEnumerable<Diagnostic> Check(int images)
    {
        if (Batch < 2)
        {
            yield return new("train.batch", $"must be at least 2, found {Batch}", "a loss needs images to tell apart");
        }

        if (StepsPerEpoch < 1)
        {
            yield return new("train.batch", $"{Batch} is more than the {images} training images",
                "use a smaller batch, or more images");
        }

        if (Method.QueueSize < Batch)
        {
            yield return new("method.queue", $"{Method.QueueSize} keys do not hold a batch of {Batch}",
                "enlarge method.queue or shrink train.batch");
        }
    }
}
