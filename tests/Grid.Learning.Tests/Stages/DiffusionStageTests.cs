using Grid.Core.Ports;
using Grid.Learning.Diffusion;
using Grid.Learning.Stages;
using Grid.Learning.Tests.Torch;
using Grid.Learning.Tests.Training;
using Grid.Learning.Tests.Weights;
using Grid.Learning.Torch;
using Grid.Learning.Weights;
using static TorchSharp.torch;

namespace Grid.Learning.Tests.Stages;

public sealed class DiffusionStageTests
{
    [Theory]
    [InlineData(false, "fp32")]
    [InlineData(true, "fp32")]
    [InlineData(false, "bf16")]
    public void Resuming_in_the_middle_of_an_epoch_changes_no_bit(bool conditional, string precision)
    {
        Hardware.SkipWhereSlow(precision);
        var recipe = Builds.Recipe.With("diffusion.conditional", conditional).With("diffusion.precision", precision);
        var straight = new MemoryBlobs();
        var whole = Assert.IsType<AttemptEnd.Finished>(Builds.Diffusion(straight, recipe));

        var broken = new MemoryBlobs();
        using var first = new Ear(stopAtStep: 3);
        var stopped = Assert.IsType<AttemptEnd.Stopped>(Builds.Diffusion(broken, recipe, first)).Checkpoint!;
        Assert.Equal(3, stopped.Step);
        Assert.DoesNotContain(Builds.Model, broken.Names);
        var resumed = Assert.IsType<AttemptEnd.Finished>(Builds.Diffusion(broken, recipe, null, stopped, attempt: 2));

        Assert.Equal(straight[Builds.Model], broken[Builds.Model]);
        Assert.Equal(whole.Metrics, resumed.Metrics);
        Assert.Equal(
            straight.ManifestOf(whole.Checkpoint!).Blobs.Select(x => x.Sha256),
            broken.ManifestOf(resumed.Checkpoint!).Blobs.Select(x => x.Sha256));
    }

    [Fact]
    public void The_first_step_has_rate_0_and_later_ones_learn()
    {
        var recipe = Builds.Recipe.With("diffusion.epochs", 40);
        using var ear = new Ear();
        var end = Assert.IsType<AttemptEnd.Finished>(Builds.Diffusion(new MemoryBlobs(), recipe, ear));
        var losses = ear.Points["diffusion.loss"];
        Assert.Equal(80, losses.Count);
        // The very first network predicts nothing, so that the loss is the variance of the noise.
        Assert.Equal(1, losses[0].Value, 0.1);
        Assert.Equal(1, losses[1].Value, 0.1);
        var later = losses.TakeLast(10).Average(x => x.Value);
        Assert.True(later < 0.8, $"the loss is still {later}");
        Assert.True(end.Metrics["diffusion.gradient_norm"] > 0);
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_it_with_a_reason_and_without_an_output()
    {
        var blobs = new MemoryBlobs();
        var end = Builds.Diffusion(blobs, Builds.Recipe.With("diffusion.lr", 1e38));
        var failed = Assert.IsType<AttemptEnd.Failed>(end);
        Assert.Equal(FailureKind.Diverged, failed.Kind);
        Assert.Contains("diffusion loss", failed.Reason, StringComparison.Ordinal);
        Assert.NotNull(failed.Hint);
        Assert.DoesNotContain(Builds.Model, blobs.Names);
    }

    [Theory]
    [InlineData("diffusion.channels", 6, "6 times")]
    [InlineData("diffusion.batch", 21, "more than the 20")]
    public void Settings_that_do_not_fit_are_told(string path, double value, string text)
    {
        var failed = Assert.IsType<AttemptEnd.Failed>(
            Builds.Diffusion(new MemoryBlobs(), Builds.Recipe.With(path, value)));
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Contains(path, failed.Reason, StringComparison.Ordinal);
        Assert.Contains(text, failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_are_no_numbers_are_told()
    {
        var recipe = Builds.Recipe.With("diffusion.multipliers", "1;2");
        var failed = Assert.IsType<AttemptEnd.Failed>(Builds.Diffusion(new MemoryBlobs(), recipe));
        Assert.Contains("'1;2' is no list", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_average_of_a_short_training_forgets_the_weights_that_it_began_with()
    {
        var plan = DiffusionPlan.Of(Builds.Recipe.With("diffusion.ema", 0.9999), Builds.Images).Value!;
        var share = 1.0;
        for (var step = 0; step < 200; step++)
        {
            share *= plan.AverageAt(step);
        }

        Assert.InRange(share, 0, 1e-6);
        Assert.Equal(0.1, plan.AverageAt(0));
        Assert.Equal(0.9999, plan.AverageAt(1_000_000));
    }

    [Theory]
    [InlineData("pt")]
    [InlineData("safetensors")]
    public void A_model_of_others_takes_the_place_of_training_where_its_hash_is_given(string kind)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var own = new MemoryBlobs();
        Assert.IsType<AttemptEnd.Finished>(Builds.Diffusion(own, Builds.Recipe.With("diffusion.epochs", 1)));
        var tensors = WeightFile.Of(Safetensors.Read(own[Builds.Model]));
        var path = folder.File("model." + kind);
        File.WriteAllBytes(path, kind == "safetensors" ? own[Builds.Model] : PtFiles.StateDict([.. tensors.Select(x =>
            ("module." + x.Key, x.Value.Shape.ToArray(), x.Value.ToFloat32().data<float>().ToArray()))]));

        var recipe = Builds.Recipe.With("diffusion.weights", path);
        var blobs = new MemoryBlobs();
        var refused = Assert.IsType<AttemptEnd.Failed>(Builds.Diffusion(blobs, recipe));
        Assert.Equal(FailureKind.BadInput, refused.Kind);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
        Assert.EndsWith(hash, refused.Hint, StringComparison.Ordinal);
        Assert.Empty(blobs.Names);

        recipe = recipe.With("diffusion.weights_sha256", hash);
        var wide = Assert.IsType<AttemptEnd.Failed>(Builds.Diffusion(blobs, recipe.With("diffusion.channels", 16)));
        Assert.Contains("another network", wide.Reason, StringComparison.Ordinal);
        Assert.Empty(blobs.Names);

        Assert.IsType<AttemptEnd.Finished>(Builds.Diffusion(blobs, recipe));
        var found = WeightFile.Of(Safetensors.Read(blobs[Builds.Model]));
        Assert.Equal(tensors.Keys, found.Keys);
        Assert.All(tensors, x => Assert.True(x.Value.ToFloat32().allclose(found[x.Key].ToFloat32(), 0, 0)));
    }

    [Fact]
    public void A_hostile_file_of_a_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.pt");
        File.WriteAllBytes(path, PtFiles.Archive(
            new PickleWriter().Global("os", "system").Text("true").Op(0x85, (byte)'R').Bytes, []));
        var failed = Assert.IsType<AttemptEnd.Failed>(
            Builds.Diffusion(new MemoryBlobs(), Builds.Recipe.With("diffusion.weights", path)));
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Contains("diffusion.weights", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_seed_is_a_setting_of_the_stage()
    {
        byte[] Model(double seed)
        {
            var blobs = new MemoryBlobs();
            var recipe = Builds.Recipe.With("diffusion.epochs", 1).With("diffusion.seed", seed);
            Assert.IsType<AttemptEnd.Finished>(Builds.Diffusion(blobs, recipe));
            return blobs[Builds.Model];
        }

        Assert.NotEqual(Model(1), Model(2));
    }

    [Fact]
    public void An_output_that_is_there_is_finished_at_once()
    {
        var blobs = new MemoryBlobs { [Builds.Model] = [1] };
        Assert.IsType<AttemptEnd.Finished>(Builds.Diffusion(blobs, Builds.Recipe));
        Assert.Equal([Builds.Model], blobs.Names);
    }

    [Fact]
    public void Images_that_are_not_those_of_the_key_are_refused()
    {
        var blobs = new MemoryBlobs();

        var failed = Assert.IsType<AttemptEnd.Failed>(Builds.Diffusion(blobs, Builds.Recipe, data: "0a"));

        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Contains("these images are not those", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(blobs.Names);
    }

    [Fact]
    public void A_model_says_its_settings_but_not_where_the_images_were()
    {
        var (here, there) = (new MemoryBlobs(), new MemoryBlobs());
        Builds.Diffusion(here, Builds.Recipe.With("data.root", "/here"));
        Builds.Diffusion(there, Builds.Recipe.With("data.root", "/there"));

        Assert.Equal(here[Builds.Model], there[Builds.Model]);
        Assert.Equal("8", Safetensors.Read(here[Builds.Model]).Metadata["diffusion.channels"]);
    }
}

public sealed class UNetWeightsTests
{
    private static readonly Dictionary<string, string> NoFacts = [];

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void What_was_written_is_read_again(int classes)
    {
        using var scope = NewDisposeScope();
        using var network = Diffusion.UNetTests.Started(classes);
        using var other = new UNet(network.Spec, learns: false);
        var file = WeightFile.Of(Safetensors.Read(UNetWeights.Write(network, NoFacts)));
        Assert.Empty(UNetWeights.Load(other, "file", file));
        Assert.True(network.Tensors.Learned.eq(other.Tensors.Learned).all().item<bool>());
    }

    [Fact]
    public void A_file_has_all_names_of_the_published_network()
    {
        var published = Golden.GoldenFiles.WeightNames(Path.Combine(Shared.Golden("clsp"), "unet_full"));
        using var network = new UNet(new UNetSpec { Channels = 128 }, learns: false);
        var file = Safetensors.Read(UNetWeights.Write(network, NoFacts));
        Assert.Equal(published.Order(StringComparer.Ordinal),
            file.Tensors.Select(x => $"{x.Key} [{string.Join(", ", x.Value.Shape)}]").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_of_another_network_is_refused_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var network = Diffusion.UNetTests.Started(0);
        using var wide = new UNet(network.Spec with { Channels = 16 }, learns: false);
        using var deep = new UNet(network.Spec with { Blocks = 2 }, learns: false);
        using var conditional = Diffusion.UNetTests.Started(3);
        var before = network.Tensors.Learned.clone();
        foreach (var other in new[] { wide, deep, conditional })
        {
            var file = WeightFile.Of(Safetensors.Read(UNetWeights.Write(other, NoFacts)));
            var faults = UNetWeights.Load(network, "the.file", file);
            Assert.NotEmpty(faults);
            Assert.All(faults, x => Assert.Equal("the.file", x.Field));
            Assert.Contains("another network", faults[0].Message, StringComparison.Ordinal);
        }

        Assert.True(before.eq(network.Tensors.Learned).all().item<bool>());
    }

    [Fact]
    public void A_model_of_another_number_of_times_is_refused()
    {
        using var network = Diffusion.UNetTests.Started(0);
        using var longer = new UNet(network.Spec with { Times = 60 }, learns: false);
        var file = WeightFile.Of(Safetensors.Read(UNetWeights.Write(longer, NoFacts)));

        Assert.Contains("it is of 60 times, not 50", Assert.Single(UNetWeights.Load(network, "x", file)).Message,
            StringComparison.Ordinal);
    }
}

[Collection(nameof(Alone))]
public sealed class StageMemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stages_hold_the_same_number_of_tensors_after_every_step_and_none_at_the_end(bool conditional)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        var (blobs, recipe) = (new MemoryBlobs(), Builds.Recipe.With("diffusion.conditional", conditional));
        var counts = new List<long>();
        using var ear = new Ear(onProgress: x => counts.Add(x.Step > 0 ? Tensor.TotalCount : 0));
        Assert.IsType<AttemptEnd.Finished>(Builds.Diffusion(blobs, recipe, ear));
        Assert.Equal(8, counts.Count(x => x > 0));
        Assert.Single(counts.Where(x => x > 0).Distinct());
        Assert.Equal(before, Tensor.TotalCount);
        Assert.IsType<AttemptEnd.Finished>(Builds.Synthesis(blobs, recipe));
        Assert.Equal(before, Tensor.TotalCount);
    }
}
