using System.Collections.Immutable;
using static Grid.Core.Recipes.SettingMakers;

namespace Grid.Core.Recipes;

/// <summary>The settings that every method has. A method may bring another default.</summary>
internal static class CommonSettings
{
    /// <summary>Rules between them.</summary>
    public static ImmutableArray<SettingRule> Rules { get; } =
    [
        new("train.batch % train.accumulate == 0", "the parts of a batch are equal: train.accumulate must divide "
            + "train.batch"),
        new("train.batch >= 2 * train.accumulate", "a part needs at least two images to tell apart: enlarge "
            + "train.batch or shrink train.accumulate"),
    ];

    /// <summary>All of them, for the methods and data sets at hand.</summary>
    public static ImmutableArray<Setting> Of(ImmutableArray<string> methods, ImmutableArray<string> dataSets) =>
    [
        Word("data.name", null, "Data set", dataSets),
        Word("data.root", "./data", "Folder of the data files"),
        Integer("data.size", 0, 0, "Side of the square that every image becomes; 0 = the images' own size", max: 1024),
        Word("data.labels", "fine", "Labels of cifar100: 100 classes or their 20 groups", ["fine", "coarse"]),
        Word("data.train", "labelled", "Images that encoders learn from; stl10, npy and folder may have both",
            ["labelled", "unlabelled"]),
        Number("data.validation", 0.1, 0, 0.9, "Part of the training images held out, in classes of equal share"),
        Integer("data.limit", 0, 0,
            "Use only the first images, this many of the training and of the test data; 0 = all"),
        Integer("data.images", 10_000, 100, "Training images that 'shapes' makes"),
        Integer("data.seed", 0, 0, "Seed of the split and of made images"),
        Word("augment.pipeline", "simclr", "Colour part of the augmentation", ["simclr", "moco"]),
        Number("augment.crop_min", 0.08, 0, 1, "Smallest area of a crop, of the image's", aboveMin: true),
        Word(RecipeSchema.MethodPath, null, "Method", methods),
        Word("encoder.name", "resnet18", "Encoder", ["resnet18", "resnet34", "resnet50"]),
        Word("encoder.stem", "cifar", "First layers: for 32, 64 or 224 pixels", ["cifar", "mid", "big"]),
        Integer("encoder.width", 64, 8, "Channels of the first stage"),
        Word("encoder.weights", "", "File of weights to start from, safetensors or .pt; empty = from the seed"),
        Integer("projector.hidden", 4096, 1, "Width of the projector's hidden layer"),
        Integer("projector.output", 256, 1, "Width of the projector's output"),
        Integer("projector.layers", 2, 2, "Linear layers of the projector", max: 8),
        Flag("projector.norm", false, "Batch normalisation after the hidden layers"),
        Flag("projector.norm_output", false, "Batch normalisation of the projector's output"),
        Integer("train.epochs", 200, 1, "Passes over the training images"),
        Integer("train.batch", 512, 2, "Images of a step"),
        Integer("train.accumulate", 1, 1, "Equal parts in which a batch is passed, to save memory; negatives are those "
            + "of the part"),
        Word("train.optimizer", "sgd", "Optimiser", ["sgd", "adamw", "lars"]),
        Number("train.lr", 0.3, 0, double.PositiveInfinity, "Learning rate after the warm-up", aboveMin: true),
        Number("train.momentum", 0.9, 0, 0.9999, "Momentum of sgd and lars; beta 1 of adamw"),
        Number("train.trust", 0.02, 0, 1, "Trust coefficient of lars", aboveMin: true),
        Number("train.clip", 0, 0, double.PositiveInfinity, "Largest length of the gradient; 0 = any"),
        Integer("train.warmup_epochs", 10, 0, "Epochs in which the learning rate rises"),
        Number("train.warmup_lr", 0.001, 0, double.PositiveInfinity, "Learning rate of the first warm-up epoch"),
        Number("train.weight_decay", 1e-4, 0, double.PositiveInfinity,
            "Weight decay; adamw and lars spare biases and norms"),
        Word("train.precision", "auto", "Arithmetic; auto = bf16 where the device is fast at it",
            ["fp32", "bf16", "auto"]),
        Integer("train.threads", 1, 1, "Threads of a run on the CPU; decides bits", max: 1024),
        Flag("train.collapse", false, "End a run whose embeddings stay collapsed"),
        Integer("evaluate.knn.k", 200, 1, "Neighbours that vote"),
        Number("evaluate.knn.temperature", 0.07, 0.02, double.PositiveInfinity, "Divides the votes' similarities",
            aboveMin: true),
        Integer("evaluate.knn.every_epochs", 10, 1, "Epochs between evaluations; the last epoch always has one"),
        Integer("evaluate.linear.epochs", 100, 0, "Epochs of the linear probe after the last step; 0 = none"),
        Number("evaluate.linear.lr", 1, 0, double.PositiveInfinity, "Its learning rate; a tenth after 60 % and 80 %",
            aboveMin: true),
        Integer("evaluate.linear.batch", 256, 1, "Images of its steps"),
        Flag("evaluate.untrained", true, "Evaluate the encoder before the first step, too"),
    ];
}
