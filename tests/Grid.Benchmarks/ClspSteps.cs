using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Stages;
using Grid.Learning.Training;

namespace Grid.Benchmarks;

/// <summary>Steps with synthetic positives and their data path, against a script that does the work of the authors'
/// loop.</summary>
internal static class ClspSteps
{
    private const int Rounds = 4;
    private const double Seconds = 4;
    private const int Candidates = 2;
    private const string Array = "positives";

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        var (rows, version) = (new List<string>(), "");
        foreach (var method in (string[])["clsp-simclr", "clsp-moco"])
        {
            using var theirs = Peer.Python("clsp.py", method);
            if (theirs is null)
            {
                return Task.CompletedTask;
            }

            using var ours = Peer.Own($"clsp {method}");
            var blocks = PairedBlocks.Measure(Rounds, () => ours.Measure(Seconds), () => theirs.Measure(Seconds));
            rows.Add(blocks.Row(method, ours, theirs));
            version = theirs.Version;
        }

        ResultFile.Write("clsp", $"""
            # CLSP

            ResNet-18 of width 16, {Recipes.Batch} images a step, float32, one thread, queue of 4096 keys, synthetic
            positives in memory. Ours is the whole trainer as a device runs it: three views of each image, five passes
            of CLSP-MoCo. The script does what the authors' loop does, on PyTorch {version} and torchvision: six views
            of each image, of which three are used; CLSP-MoCo makes a third key that nothing uses and copies the queue.
            Its views are made in the loop, by the same thread. {Rounds} blocks of {Seconds} s in turn, the other side
            waiting; medians. {ResultFile.Conditions()}

            {PairedBlocks.Head("method")}
            {string.Join('\n', rows)}

            Goal: 1.5.

            """);
        return Task.CompletedTask;
    }

    /// <summary>Our training with the positives that it needs: other images of the set.</summary>
    public static GatedTraining Training(string method)
    {
        var recipe = Recipes.Training(threads: 1, epochs: 1000, method: method);
        recipe = recipe["method.queue"] is null ? recipe : recipe.With("method.queue", 4096);
        var order = Recipes.Order(recipe) with
        {
            CheckpointEvery = TimeSpan.MaxValue,
            Artifacts = AttemptOrder.NoArtifacts.Add(StageCatalog.Synthesis, Array),
        };
        return new((blobs, reporter, stop) =>
        {
            blobs.PutIfAbsent(Array, Positives(recipe), CancellationToken.None).GetAwaiter().GetResult();
            new Trainer(blobs, TimeProvider.System).Train(order, reporter, stop);
        }, Recipes.Batch);
    }

    private static byte[] Positives(Settings recipe)
    {
        var images = DataSets.Load(recipe).Value!.Train;
        var file = CandidateArray.Empty(images, Candidates, out var pixels);
        for (var at = 0; at < Candidates * images.Count; at++)
        {
            images.Image((at + 1) % images.Count).CopyTo(pixels.Span[(at * images.ImageBytes)..]);
        }

        return file;
    }
}
