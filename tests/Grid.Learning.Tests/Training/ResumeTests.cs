using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Methods;

namespace Grid.Learning.Tests.Training;

/// <summary>Stopped and resumed equals never stopped: compared by the SHA-256 of all state.</summary>
public sealed class ResumeTests
{
    /// <summary>Every method with every optimiser in every precision.</summary>
    public static MatrixTheoryData<string, string, string> All { get; } = new(
        MethodCatalog.Specs.Select(x => x.Name), Attempts.Schema.Find("train.optimizer", "simclr")!.Choices,
        ["fp32", "bf16"]);

    [Theory]
    [MemberData(nameof(All))]
    public void Five_steps_and_five_more_are_ten_bit_for_bit(string method, string optimizer, string precision)
    {
        Hardware.SkipWhereSlow(precision);
        var recipe = Attempts.Recipe(method).With("train.optimizer", optimizer).With("train.precision", precision)
            .With("train.lr", optimizer == "adamw" ? 0.002 : 0.05)
            .With("train.epochs", 1).With("train.batch", 22).With("train.warmup_epochs", 0)
            .With("evaluate.untrained", false);
        AssertSameBits(recipe, steps: 10, 5);
    }

    [Fact]
    public void A_batch_in_parts_with_a_clipped_gradient_resumes_bit_for_bit() => AssertSameBits(
        Attempts.Recipe("all4one").With("train.accumulate", 3).With("train.clip", 0.5), steps: 18, 7);

    [Theory]
    [InlineData("simclr", "fp32")]
    [InlineData("moco", "bf16")]
    public void Resuming_twice_and_past_an_epoch_changes_no_bit(string method, string precision)
    {
        Hardware.SkipWhereSlow(precision);
        AssertSameBits(Attempts.Recipe(method).With("train.precision", precision), steps: 18, 8, 13);
    }

    [Fact]
    public void Another_training_in_the_same_process_changes_no_bit()
    {
        var recipe = Attempts.Recipe("moco");
        var alone = new MemoryBlobs();
        var first = Assert.IsType<AttemptEnd.Finished>(Attempts.Train(alone, Attempts.Order(recipe)));

        var beside = new MemoryBlobs();
        AttemptEnd? second = null;
        var neighbour = new Thread(() =>
        {
            TorchSharp.torch.manual_seed(7);
            Attempts.Train(new MemoryBlobs(), Attempts.Order(Attempts.Recipe("simclr").With("train.epochs", 4)));
        });
        neighbour.Start();
        second = Attempts.Train(beside, Attempts.Order(recipe));
        neighbour.Join();
        Assert.Equal(Hashes(alone, first.Checkpoint!), Hashes(beside, ((AttemptEnd.Finished)second).Checkpoint!));
    }

    [Fact]
    public void Another_seed_gives_other_weights()
    {
        var blobs = new MemoryBlobs();
        var recipe = Attempts.Recipe("simclr").With("train.epochs", 1);
        var one = (AttemptEnd.Finished)Attempts.Train(blobs, Attempts.Order(recipe));
        var two = (AttemptEnd.Finished)Attempts.Train(blobs, Attempts.Order(recipe, 2) with { Seed = 43 });
        Assert.NotEqual(Hashes(blobs, one.Checkpoint!), Hashes(blobs, two.Checkpoint!));
    }

    private static void AssertSameBits(Settings recipe, int steps, params int[] stops)
    {
        var straight = Attempts.WithPositives();
        var whole = Assert.IsType<AttemptEnd.Finished>(Attempts.Train(straight, Attempts.Order(recipe)));
        Assert.Equal(steps, whole.Checkpoint!.Step);

        var (broken, from, attempt) = (Attempts.WithPositives(), (CheckpointRef?)null, 1);
        foreach (var step in stops)
        {
            from = StopAt(broken, recipe, step, from, attempt++);
            Assert.Equal(step, from.Step);
        }

        var resumed = Assert.IsType<AttemptEnd.Finished>(
            Attempts.Train(broken, Attempts.Order(recipe, attempt, from)));
        Assert.Equal(Hashes(straight, whole.Checkpoint), Hashes(broken, resumed.Checkpoint!));
        Assert.Equal(whole.Metrics, resumed.Metrics);
    }

    private static CheckpointRef StopAt(MemoryBlobs blobs, Settings recipe, int step, CheckpointRef? from, long attempt)
    {
        // A clock that jumps makes every step a beat, so that the stop comes at an exact step.
        using var ear = new Ear(stopAtStep: step);
        var end = Attempts.Train(blobs, Attempts.Order(recipe, attempt, from), ear, new JumpingClock());
        return Assert.IsType<AttemptEnd.Stopped>(end).Checkpoint!;
    }

    private static string Hashes(MemoryBlobs blobs, CheckpointRef checkpoint) =>
        string.Join('\n', blobs.ManifestOf(checkpoint).Blobs.Select(x => $"{x.Role} {x.Sha256}"));
}
