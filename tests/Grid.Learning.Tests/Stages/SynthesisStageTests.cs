using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Tests.Training;
using static TorchSharp.torch;

namespace Grid.Learning.Tests.Stages;

public sealed class SynthesisStageTests
{
    private static readonly ImageSet Turned = Builds.Images.Select([.. Enumerable.Range(0, 20).Reverse()]);

    private static readonly Lazy<byte[]> Model = new(() => ModelOf(Builds.Recipe));

    [Fact]
    public void A_synthesis_that_was_stopped_goes_on_where_it_was_and_changes_no_bit()
    {
        var straight = Blobs();
        Assert.IsType<AttemptEnd.Finished>(Builds.Synthesis(straight, Builds.Recipe));
        Assert.Equal([Builds.Model, Builds.Positives, Builds.Positives + ".png"], straight.Names);

        var broken = Blobs();
        using var first = new Ear(stopAtStep: 16);
        Assert.IsType<AttemptEnd.Stopped>(Builds.Synthesis(broken, Builds.Recipe, first));
        var part = Assert.Single(broken.Names, x => x.Contains(".parts/", StringComparison.Ordinal));
        Assert.Equal(16 * Builds.Images.ImageBytes, broken[part].Length);
        using var second = new Ear();
        Assert.IsType<AttemptEnd.Finished>(Builds.Synthesis(broken, Builds.Recipe, second));
        Assert.Equal(16, second.Beats[0].Step);
        Assert.Equal(40, second.Beats[0].Steps);
        Assert.Equal(straight[Builds.Positives], broken[Builds.Positives]);
        Assert.Equal(straight.Names, broken.Names);
    }

    [Fact]
    public void A_damaged_part_is_made_again()
    {
        var (straight, broken) = (Blobs(), Blobs());
        Builds.Synthesis(straight, Builds.Recipe);
        using var first = new Ear(stopAtStep: 16);
        Builds.Synthesis(broken, Builds.Recipe, first);
        var part = broken.Names.Single(x => x.Contains(".parts/", StringComparison.Ordinal));
        broken[part] = [.. broken[part].Select((x, at) => at == 100 ? (byte)(x ^ 1) : x)];
        Assert.IsType<AttemptEnd.Finished>(Builds.Synthesis(broken, Builds.Recipe));
        Assert.Equal(straight[Builds.Positives], broken[Builds.Positives]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sample_depends_on_its_image_and_candidate_and_not_on_what_is_sampled_with_it(bool conditional)
    {
        using var network = new UNet(new UNetSpec
        {
            Channels = 32,
            Multipliers = [1, 2],
            Blocks = 1,
            Classes = conditional ? 3 : 0,
        }, learns: false);
        network.Start(3);
        Diffusion.UNetTests.Roughened(network);
        var noise = new NoiseSchedule(1000, 1e-4, 0.02);
        var sampler = new ImageSampler(network, new SamplingPlan
        {
            Noise = noise,
            Steps = ReverseStep.Ddim(noise, 4, 0.5),
            Interpolation = 0.3,
            Guidance = 1.8,
        }, Builds.Images, seed: 9);
        (long, int)[] all = [.. Enumerable.Range(0, 37).Select(x => ((long)(x % 20), x / 20))];
        var together = sampler.Sample(all);
        var size = Builds.Images.ImageBytes;
        Assert.True(together.Chunk(size).Distinct(new SameBytes()).Count() > 30);
        foreach (var (first, count) in new[] { (0, 1), (5, 1), (36, 1), (3, 7), (10, 16), (1, 33) })
        {
            var alone = sampler.Sample(all[first..(first + count)]);
            Assert.Equal(together[(first * size)..((first + count) * size)], alone);
        }

        int[] mixed = [30, 2, 17, 2, 36];
        Assert.Equal(mixed.SelectMany(x => together[(x * size)..((x + 1) * size)]),
            sampler.Sample([.. mixed.Select(x => all[x])]));
    }

    [Fact]
    public void Fewer_candidates_are_the_first_ones_of_more()
    {
        var blobs = Blobs();
        Builds.Synthesis(blobs, Builds.Recipe.With("method.candidates", 3), output: "three");
        Builds.Synthesis(blobs, Builds.Recipe.With("method.candidates", 1), output: "one");
        var three = CandidateArray.Read("three", blobs["three"], Builds.Images).Value!;
        var one = CandidateArray.Read("one", blobs["one"], Builds.Images).Value!;
        Assert.Equal((3, 1), (three.Candidates, one.Candidates));
        for (var image = 0; image < Builds.Images.Count; image++)
        {
            Assert.Equal(three.Image(image, 0), one.Image(image, 0));
            Assert.NotEqual(three.Image(image, 0).ToArray(), three.Image(image, 1).ToArray());
        }
    }

    [Fact]
    public void Anchors_count_at_strength_0_and_not_at_strength_1()
    {
        var other = Turned;
        using var network = new UNet(Diffusion.UNetTests.Small, learns: false);
        network.Start(3);
        Diffusion.UNetTests.Roughened(network);
        var noise = new NoiseSchedule(50, 1e-4, 0.2);
        byte[] Sample(ImageSet images, double strength) => new ImageSampler(network, new SamplingPlan
        {
            Noise = noise,
            Steps = ReverseStep.Ddim(noise, 5, 0.1),
            Interpolation = strength,
            Guidance = 0,
        }, images, seed: 9).Sample([(0, 0), (1, 0)]);
        Assert.Equal(Sample(Builds.Images, 1), Sample(other, 1));
        Assert.NotEqual(Sample(Builds.Images, 0), Sample(other, 0));
    }

    [Theory]
    [InlineData("method.interpolation", 1.5, "between 0 and 1")]
    [InlineData("method.interpolation", -0.1, "between 0 and 1")]
    [InlineData("method.candidates", 0, "at least 1")]
    [InlineData("method.candidates", 1_000_000, "fewer candidates")]
    [InlineData("diffusion.sample_steps", 41, "not between 1 and the 40 times")]
    [InlineData("diffusion.blocks", 2, "of another network")]
    public void What_does_not_fit_is_told_and_nothing_is_made(string path, double value, string text)
    {
        var blobs = Blobs();
        var failed = Assert.IsType<AttemptEnd.Failed>(Builds.Synthesis(blobs, Builds.Recipe.With(path, value)));
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Contains(text, failed.Reason + failed.Hint, StringComparison.Ordinal);
        Assert.Equal([Builds.Model], blobs.Names);
    }

    [Fact]
    public void A_synthesis_that_would_not_fit_is_refused_before_it_starts()
    {
        var blobs = Blobs();
        var whole = CandidateArray.Empty(Builds.Images, 2, out _).Length;
        var failed = Assert.IsType<AttemptEnd.Failed>(
            Builds.Synthesis(blobs, Builds.Recipe, free: (2 * whole) - 1));
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Contains($"{2 * whole:N0} bytes", failed.Reason, StringComparison.Ordinal);
        Assert.Contains($"{(2 * whole) - 1:N0} free", failed.Reason, StringComparison.Ordinal);
        Assert.Equal([Builds.Model], blobs.Names);
        Assert.IsType<AttemptEnd.Finished>(Builds.Synthesis(blobs, Builds.Recipe, free: 2 * whole));
    }

    [Fact]
    public void Clipping_is_a_setting_of_the_synthesis()
    {
        var (plain, clipped) = (Blobs(), Blobs());
        Builds.Synthesis(plain, Builds.Recipe);
        Builds.Synthesis(clipped, Builds.Recipe.With("diffusion.clip_images", true));
        Assert.NotEqual(plain[Builds.Positives], clipped[Builds.Positives]);
    }

    [Fact]
    public void A_missing_model_is_told()
    {
        var failed = Assert.IsType<AttemptEnd.Failed>(Builds.Synthesis(new MemoryBlobs(), Builds.Recipe));
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Contains("is missing", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_gives_numbers_that_are_not_finite_leaves_no_output()
    {
        using var scope = NewDisposeScope();
        using var network = new UNet(
            new UNetSpec { Channels = 8, Groups = 4, Multipliers = [1, 2], Blocks = 1, Times = 40 }, learns: false);
        using (no_grad())
        {
            network.Tensors.Learned.fill_(1e30f);
        }

        var blobs = new MemoryBlobs { [Builds.Model] = UNetWeights.Write(network, new Dictionary<string, string>()) };
        var failed = Assert.IsType<AttemptEnd.Failed>(Builds.Synthesis(blobs, Builds.Recipe));
        Assert.Equal(FailureKind.Diverged, failed.Kind);
        Assert.Contains("not finite", failed.Reason, StringComparison.Ordinal);
        Assert.Equal([Builds.Model], blobs.Names);
    }

    [Fact]
    public void Candidates_of_other_images_are_refused()
    {
        var file = CandidateArray.Empty(Builds.Images, 2, out _);
        Assert.True(CandidateArray.Read("x.npy", file, Builds.Images).IsValid);
        foreach (var (bytes, images) in new (byte[], ImageSet)[]
        {
            (file, Builds.Images.Select([1, 2])), (file, Turned), (file[..^1], Builds.Images),
            (file[..50], Builds.Images),
            ([1, 2, 3], Builds.Images), (CandidateArray.Empty(Builds.Images, 0, out _), Builds.Images),
        })
        {
            var fault = Assert.Single(CandidateArray.Read("x.npy", bytes, images).Faults);
            Assert.Equal("x.npy", fault.Field);
            Assert.NotNull(fault.Hint);
        }
    }

    [Fact]
    public void NumPy_reads_the_array()
    {
        using var folder = new TemporaryFolder();
        var file = CandidateArray.Empty(Builds.Images, 2, out var pixels);
        pixels.Span[^1] = 7;
        File.WriteAllBytes(folder.File("x.npy"), file);
        var printed = Pythons.Python.Run(
            "import sys, numpy; x = numpy.load(sys.argv[1]); print(x.shape, x.dtype, x.flatten()[-1])",
            folder.File("x.npy"));
        Assert.Equal("(20, 2, 16, 16, 3) uint8 7", printed.Trim());
    }

    private static MemoryBlobs Blobs() => new() { [Builds.Model] = Model.Value };

    private static byte[] ModelOf(Settings recipe)
    {
        var blobs = new MemoryBlobs();
        Assert.IsType<AttemptEnd.Finished>(Builds.Diffusion(blobs, recipe));
        return blobs[Builds.Model];
    }

    private sealed class SameBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes) => bytes[0];
    }

    [Fact]
    public void Parts_that_a_killed_builder_left_beside_its_output_go_with_the_next_one()
    {
        var blobs = Blobs();
        using var first = new Ear(stopAtStep: 16);
        Builds.Synthesis(blobs, Builds.Recipe, first);
        var part = blobs.Names.Single(x => x.Contains(".parts/", StringComparison.Ordinal));
        var left = blobs[part];
        Builds.Synthesis(blobs, Builds.Recipe);
        Assert.DoesNotContain(part, blobs.Names);
        blobs[part] = left;

        Assert.IsType<AttemptEnd.Finished>(Builds.Synthesis(blobs, Builds.Recipe));

        Assert.DoesNotContain(part, blobs.Names);
    }
}
