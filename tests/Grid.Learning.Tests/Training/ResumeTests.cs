using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Recipes;

namespace Grid.Learning.Tests.Training;

/// <summary>Stopped and resumed equals never stopped: compared by the SHA-256 of all state.</summary>
public sealed class ResumeTests
{
    [Theory]
    [InlineData("simclr", "sgd", "fp32")]
    [InlineData("simclr", "adamw", "fp32")]
    [InlineData("moco", "sgd", "fp32")]
    [InlineData("moco", "adamw", "fp32")]
    [InlineData("moco", "sgd", "bf16")]
    public void Resuming_in_the_middle_of_an_epoch_changes_no_bit(string method, string optimizer, string precision)
    {
        var facts = File.Exists("/proc/cpuinfo") ? File.ReadAllText("/proc/cpuinfo") : "";
        Assert.SkipWhen(precision == "bf16" && !facts.Contains("avx512_bf16", StringComparison.Ordinal),
            "without its instructions bfloat16 takes minutes");
        var recipe = Attempts.Recipe(method).With("train.optimizer", optimizer).With("train.precision", precision)
            .With("train.lr", optimizer == "sgd" ? 0.05 : 0.002);
        var straight = new MemoryBlobs();
        var whole = Assert.IsType<AttemptEnd.Finished>(Attempts.Train(straight, Attempts.Order(recipe)));

        var broken = new MemoryBlobs();
        var stopped = StopAt(broken, recipe, step: 8, from: null, attempt: 1);
        Assert.Equal(8, stopped.Step);
        var again = StopAt(broken, recipe, step: 13, stopped, attempt: 2);
        var resumed = Assert.IsType<AttemptEnd.Finished>(
            Attempts.Train(broken, Attempts.Order(recipe, 3, again)));

        Assert.Equal(Hashes(straight, whole.Checkpoint!), Hashes(broken, resumed.Checkpoint!));
        Assert.Equal(whole.Metrics, resumed.Metrics);
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
