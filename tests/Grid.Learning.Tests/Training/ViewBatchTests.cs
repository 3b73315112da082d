using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Training;
using Grid.Learning.Views;

namespace Grid.Learning.Tests.Training;

public sealed class ViewBatchTests
{
    private static readonly ImageSet Images = Attempts.Splits.Train;

    [Fact]
    public void A_third_view_is_of_a_candidate_of_its_image_and_all_candidates_have_their_turn()
    {
        var file = CandidateArray.Empty(Images, 3, out _);
        var candidates = CandidateArray.Read("file", file, Images).Value!;
        var seen = new HashSet<(int Image, int Candidate)>();
        var choices = new HashSet<string>();
        using var pixels = new Pixels(Normalization.Of("shapes"), TorchSharp.torch.ScalarType.Float32);
        void Record(ImageSet from, ReadOnlySpan<int> rows, ulong seed, long step, Span<byte> views, int first)
        {
            var third = ReferenceEquals(from, candidates.Images);
            Assert.Equal(third ? 72 : 0, first);
            Assert.Equal((third ? 36 : 72) * Images.ImageBytes, views.Length);
            foreach (var row in third ? rows : [])
            {
                seen.Add((row / 3, row % 3));
            }

            choices.Add(third ? string.Join(' ', rows.ToArray()) : "");
        }

        var plan = TrainingPlan.Of(Attempts.Recipe("clsp-moco"), Images).Value!;
        using var batch = new ViewBatch(plan, Images, candidates, Record, pixels);
        int[] images = [.. Enumerable.Range(100, 36)];
        for (var step = 0; step < 20; step++)
        {
            batch.Paint(images, 7, step);
            batch.Paint(images, 7, step);
        }

        Assert.Equal(images.SelectMany(x => new[] { (x, 0), (x, 1), (x, 2) }), seen.Order());
        // 20 steps and what is no choice: equal steps choose equally.
        Assert.Equal(21, choices.Count);
    }

    [Fact]
    public void A_third_view_of_the_image_itself_leaves_the_first_two_as_they_are()
    {
        var (two, three) = (new byte[2 * 4 * Images.ImageBytes], new byte[3 * 4 * Images.ImageBytes]);
        var augmenter = new Augmenter(Attempts.Recipe("simclr-aug"));
        augmenter.Write(Images, [3, 1, 4, 15], 5, 9, two);
        augmenter.Write(Images, [3, 1, 4, 15], 5, 9, three);
        Assert.Equal(two, three[..two.Length]);
        Assert.NotEqual(three[..(two.Length / 2)], three[two.Length..]);
    }
}
