using System.Collections.Concurrent;
using System.Diagnostics;
using Grid.Core.Ports;
using Grid.Learning.Data;
using Grid.Learning.Data.Formats;
using Grid.Learning.Data.Sources;
using Grid.Learning.Encoders;
using Grid.Learning.Training;
using Grid.Learning.Weights;

namespace Grid.Learning.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void A_run_reports_its_metrics_its_progress_and_one_last_checkpoint()
    {
        var blobs = new MemoryBlobs();
        using var ear = new Ear();
        var end = Assert.IsType<AttemptEnd.Finished>(
            Attempts.Train(blobs, Attempts.Order(Attempts.Recipe("simclr")), ear, new JumpingClock()));
        Assert.Equal(18, Assert.Single(ear.Checkpoints).Step);
        Assert.Equal(end.Checkpoint, ear.Checkpoints[0]);
        Assert.Equal([0], ear.Points["untrained.knn.top1"].Select(x => x.Step));
        Assert.Equal([12, 18], ear.Points["val.knn.top1"].Select(x => x.Step));
        Assert.Equal([18], ear.Points["test.knn.top1"].Select(x => x.Step));
        Assert.Equal([12, 18], ear.Points["val.uniformity"].Select(x => x.Step));
        Assert.InRange(ear.Points["val.effective_rank"][^1].Value, 1, 24);
        Assert.Equal([18], ear.Points["val.linear.top1"].Select(x => x.Step));
        Assert.Equal([18], ear.Points["test.linear.top5"].Select(x => x.Step));
        Assert.Equal(Enumerable.Range(1, 18).Select(x => (long)x), ear.Points["train.loss"].Select(x => x.Step));
        Assert.Equal([6, 12, 18], ear.Points["health.std"].Select(x => x.Step));
        Assert.Equal([0.01, 0.05, 0.025], ear.Points["train.lr"].Select(x => Math.Round(x.Value, 12)));
        Assert.Equal(ear.Points["val.knn.top1"][^1].Value, end.Metrics["val.knn.top1"]);
        Assert.Equal(ear.Points["train.loss"][^1].Value, end.Metrics["train.loss"]);
        Assert.DoesNotContain("train.images_per_second", end.Metrics.Keys);
        // Of a labelled set with validation images, a run reports all that sweeps may rank by.
        Assert.Empty(Attempts.Schema.Metrics.Except(end.Metrics.Keys));
        Assert.All(ear.Beats, x => Assert.Equal(18, x.Steps));
        Assert.Contains(ear.Beats, x => x.Stage == "evaluate");
        Assert.Contains(ear.Beats, x => x is { Stage: "train", ImagesPerSecond: > 0 });
    }

    [Fact]
    public void Checkpoints_come_as_often_as_asked_and_only_the_blobs_of_manifests_are_there()
    {
        var blobs = new MemoryBlobs();
        using var ear = new Ear();
        var order = Attempts.Order(Attempts.Recipe("moco")) with { CheckpointEvery = TimeSpan.FromSeconds(5) };
        Attempts.Train(blobs, order, ear, new JumpingClock());
        Assert.InRange(ear.Checkpoints.Count, 3, 18);
        Assert.Equal(ear.Checkpoints.Select(x => x.Step).Distinct().Order(), ear.Checkpoints.Select(x => x.Step));
        var named = ear.Checkpoints.SelectMany(x => blobs.ManifestOf(x).Blobs).Select(x => x.Name)
            .Concat(ear.Checkpoints.Select(x => x.Manifest)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(named, blobs.Names);
    }

    [Fact]
    public void A_finished_run_that_is_resumed_is_finished_at_once_with_the_same_results()
    {
        var blobs = new MemoryBlobs();
        var recipe = Attempts.Recipe("moco").With("train.epochs", 1);
        var first = (AttemptEnd.Finished)Attempts.Train(blobs, Attempts.Order(recipe));
        using var ear = new Ear();
        var again = (AttemptEnd.Finished)Attempts.Train(blobs, Attempts.Order(recipe, 2, first.Checkpoint), ear);
        Assert.Equal(first.Checkpoint, again.Checkpoint);
        Assert.Equal(first.Metrics, again.Metrics);
        Assert.Empty(ear.Checkpoints);
    }

    [Fact]
    public void A_stop_during_an_evaluation_leaves_it_to_the_next_attempt()
    {
        var blobs = new MemoryBlobs();
        var recipe = Attempts.Recipe("simclr").With("train.epochs", 1);
        using var ear = new Ear(stopAtStep: 0);
        var stopped = Assert.IsType<AttemptEnd.Stopped>(
            Attempts.Train(blobs, Attempts.Order(recipe), ear, new JumpingClock()));
        Assert.Equal(0, stopped.Checkpoint!.Step);
        Assert.Empty(ear.Points);
        using var next = new Ear();
        Attempts.Train(blobs, Attempts.Order(recipe, 2, stopped.Checkpoint), next);
        Assert.Equal([0], next.Points["untrained.knn.top1"].Select(x => x.Step));
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_the_run_with_its_reason()
    {
        using var ear = new Ear();
        var end = Attempts.Train(new MemoryBlobs(), Attempts.Order(Attempts.Recipe("simclr").With("train.lr", 1e30)
            .With("train.warmup_epochs", 0).With("projector.norm", false)), ear);
        var failed = Assert.IsType<AttemptEnd.Failed>(end);
        Assert.Equal(FailureKind.Diverged, failed.Kind);
        Assert.Contains("the loss is NaN", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("train.lr", failed.Hint, StringComparison.Ordinal);
        Assert.True(ear.Points["train.loss"].Count > 0);
    }

    [Theory]
    [InlineData("simclr")]
    [InlineData("moco")]
    public void A_run_starts_from_the_weights_that_its_recipe_names(string method)
    {
        using var folder = new TemporaryFolder();
        var recipe = Attempts.Recipe(method).With("train.epochs", 1).With("evaluate.untrained", true);
        using (var network = new Network(ResNetSpec.Of("resnet18", "cifar", 8), new ProjectorSpec(16, 8, true)))
        {
            network.Tensors.Start(seed: 99);
            File.WriteAllBytes(folder.File("w.safetensors"),
                EncoderWeights.Write(network, new Dictionary<string, string>()));
        }

        double Untrained(string weights, ulong seed)
        {
            using var ear = new Ear();
            var order = Attempts.Order(recipe.With("encoder.weights", weights)) with { Seed = seed };
            Assert.IsType<AttemptEnd.Finished>(Attempts.Train(new MemoryBlobs(), order, ear));
            return ear.Points["untrained.knn.top1"][0].Value;
        }

        Assert.Equal(Untrained("", 99), Untrained(folder.File("w.safetensors"), 42));
        var wide = recipe.With("encoder.weights", folder.File("w.safetensors")).With("encoder.width", 16);
        var failed = Assert.IsType<AttemptEnd.Failed>(Attempts.Train(new MemoryBlobs(), Attempts.Order(wide)));
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Contains("encoder.weights", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("encoder.width: 8", failed.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train.batch", 500, "500 is more than the 2")]
    [InlineData("train.batch", 1, "must be at least 2")]
    [InlineData("train.accumulate", 5, "5 equal parts of at least 2 images do not make 36")]
    [InlineData("train.accumulate", 36, "36 equal parts of at least 2 images do not make 36")]
    [InlineData("method.queue", 35, "35 keys do not hold a batch of 36")]
    public void A_recipe_that_cannot_be_trained_is_refused_with_field_and_hint(string path, double value, string reason)
    {
        var end = Attempts.Train(new MemoryBlobs(), Attempts.Order(Attempts.Recipe("moco").With(path, value)));
        var failed = Assert.IsType<AttemptEnd.Failed>(end);
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Contains($"{path}: {reason}", failed.Reason, StringComparison.Ordinal);
        Assert.NotNull(failed.Hint);
    }

    [Fact]
    public void A_method_that_uses_labels_refuses_images_without()
    {
        using var folder = new TemporaryFolder();
        var (train, test) = Shapes.Make(seed: 1, trainCount: 100, testCount: 20);
        Assert.True(DataWriter.Write("npy", folder.Path, new ImageParts(train, test) { Unlabelled = train }).IsValid);
        var recipe = Attempts.Recipe("supcon").With(DataSettings.Name, "npy").With(DataSettings.Root, folder.Path)
            .With(DataSettings.Train, "unlabelled");
        using var ear = new Ear();
        var end = new Trainer(new MemoryBlobs(), TimeProvider.System).Train(Attempts.Order(recipe), ear, ear.Stop);
        var failed = Assert.IsType<AttemptEnd.Failed>(end);
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Equal("method.name: supcon uses labels, and npy has none", failed.Reason);
        Assert.Contains("choose a method that needs no labels", failed.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Bf16_where_the_processor_lacks_it_is_refused_and_auto_takes_fp32()
    {
        Assert.SkipWhen(Hardware.HasBfloat16, "this processor has bf16 instructions");
        var recipe = Attempts.Recipe("simclr").With("train.epochs", 1);
        var failed = Assert.IsType<AttemptEnd.Failed>(
            Attempts.Train(new MemoryBlobs(), Attempts.Order(recipe.With("train.precision", "bf16"))));
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Equal("train.precision: this processor has no bf16 instructions (avx512_bf16 or amx_bf16)",
            failed.Reason);
        Assert.Contains("use fp32, or auto", failed.Hint, StringComparison.Ordinal);

        var blobs = new MemoryBlobs();
        var auto = Assert.IsType<AttemptEnd.Finished>(
            Attempts.Train(blobs, Attempts.Order(recipe.With("train.precision", "auto"))));
        Assert.Equal("fp32", blobs.ManifestOf(auto.Checkpoint!).Decided.Text("train.precision"));
    }

    [Fact]
    public void What_does_not_fit_in_memory_says_how_much_it_is_and_what_to_lower()
    {
        // More bytes than an address has: libtorch's own error, at no cost.
        var recipe = Attempts.Recipe("moco").With("projector.output", 65536).With("method.queue", int.MaxValue);
        var failed = Assert.IsType<AttemptEnd.Failed>(Attempts.Train(new MemoryBlobs(), Attempts.Order(recipe)));
        Assert.Equal(FailureKind.OutOfMemory, failed.Kind);
        Assert.Equal("out of memory: 1,073,741,824 MiB more were asked for", failed.Reason);
        Assert.Contains("lower train.batch, raise train.accumulate", failed.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_whose_views_no_array_holds_is_refused()
    {
        var image = new ImageSet("any", 512, 512, new byte[512 * 512 * 3], [0], ["any"]);
        var many = new SelectedPixels(image.Source, new int[2000]);
        var images = new ImageSet("any", many, new int[2000], ["any"]);
        var recipe = Attempts.Recipe("simclr").With("train.batch", 1500);
        var fault = Assert.Single(TrainingPlan.Of(recipe, images).Faults);
        Assert.Equal("train.batch", fault.Field);
        Assert.Contains("the views of 1500 images of 512 x 512 take more than 2 GiB", fault.Message,
            StringComparison.Ordinal);
        Assert.True(TrainingPlan.Of(recipe.With("train.batch", 1300), images).IsValid);
    }

    [Fact]
    public void Missing_data_is_the_recipes_fault_and_a_full_disk_the_worlds()
    {
        using var ear = new Ear();
        var recipe = Attempts.Recipe("simclr").With("data.name", "cifar10").With("data.root", "/nowhere");
        var missing = new Trainer(new MemoryBlobs(), TimeProvider.System).Train(Attempts.Order(recipe), ear, ear.Stop);
        Assert.Equal(FailureKind.BadInput, Assert.IsType<AttemptEnd.Failed>(missing).Kind);

        var full = Attempts.Train(new MemoryBlobs { Fails = true }, Attempts.Order(Attempts.Recipe("simclr")));
        var failed = Assert.IsType<AttemptEnd.Failed>(full);
        Assert.Equal((FailureKind.Transient, "no space left on device"), (failed.Kind, failed.Reason));
    }

    [Fact]
    public void Its_spans_are_stages_epochs_evaluations_and_checkpoints_never_steps()
    {
        var names = new ConcurrentBag<string>();
        var trace = ActivityTraceId.CreateRandom();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Grid",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.TraceId == trace)
                {
                    names.Add(span.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var order = Attempts.Order(Attempts.Recipe("simclr")) with
        {
            TraceParent = $"00-{trace}-{ActivitySpanId.CreateRandom()}-01",
        };
        Attempts.Train(new MemoryBlobs(), order);
        Assert.Equal("checkpoint.upload 1, checkpoint.write 1, epoch 3, evaluate 3, stage 1", string.Join(", ",
            names.GroupBy(x => x).OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key} {x.Count()}")));
    }
}
