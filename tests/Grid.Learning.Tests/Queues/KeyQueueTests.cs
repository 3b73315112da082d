using Grid.Learning.Data;
using Grid.Learning.Queues;
using TorchSharp;

namespace Grid.Learning.Tests.Queues;

public sealed class KeyQueueTests
{
    [Fact]
    public void It_holds_the_last_keys_of_each_view_for_any_size()
    {
        var wraps = 0;
        var draws = Draws.Of(11);
        for (var trial = 0; trial < 100; trial++)
        {
            var batch = 1 + draws.Below(6);
            var size = batch + draws.Below(9);
            using var queue = new KeyQueue(2, size);
            var history = new List<float>();
            for (var step = 0; step < 7; step++)
            {
                using var scope = torch.NewDisposeScope();
                var values = Enumerable.Range(0, batch).Select(_ => (float)draws.Unit()).ToArray();
                var keys0 = torch.tensor(values).unsqueeze(1).expand(batch, 2);
                var before = queue.Position;
                queue.Enqueue(keys0, keys0.neg());
                history.AddRange(values);
                wraps += queue.Position < before && queue.Position != 0 ? 1 : 0;
                AssertHolds(queue, history);
            }
        }

        Assert.True(wraps > 50, $"seed 11 wrapped in the middle of a batch only {wraps} times");
    }

    [Fact]
    public void It_starts_with_unit_columns_that_depend_on_the_seed_alone()
    {
        using var one = new KeyQueue(8, 5);
        using var same = new KeyQueue(8, 5);
        using var other = new KeyQueue(8, 5);
        one.Start(1);
        same.Start(1);
        other.Start(2);
        using var norms = one.Keys.norm(1);
        Assert.All(norms.data<float>().ToArray(), norm => Assert.Equal(1, norm, 1e-5f));
        Assert.True(one.Keys.allclose(same.Keys, 0, 0));
        Assert.False(one.Keys.allclose(other.Keys, 0, 0));
    }

    [Fact]
    public void A_batch_larger_than_the_queue_is_refused()
    {
        using var queue = new KeyQueue(2, 3);
        using var keys = torch.ones(4, 2);
        Assert.Throws<ArgumentException>(() => queue.Enqueue(keys, keys));
    }

    [Fact]
    public void Every_slot_gets_its_own_keys_and_none_may_be_missing()
    {
        using var scope = torch.NewDisposeScope();
        using var queue = new KeyQueue(2, 3, slots: 1);
        queue.Enqueue(torch.tensor(new float[,] { { 1, 2 }, { 3, 4 } }));
        Assert.Equal([1, 3, 0, 2, 4, 0], queue.Keys.data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => queue.Enqueue(torch.ones(1, 2), torch.ones(1, 2)));
    }

    private static void AssertHolds(KeyQueue queue, List<float> history)
    {
        var size = (int)queue.Size;
        Assert.Equal(history.Count % size, queue.Position);
        for (var at = Math.Max(0, history.Count - size); at < history.Count; at++)
        {
            Assert.Equal(history[at], queue.Keys[0, 1, at % size].item<float>());
            Assert.Equal(-history[at], queue.Keys[1, 0, at % size].item<float>());
        }
    }
}
