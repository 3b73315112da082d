using Grid.Learning.Data;

namespace Grid.Learning.Tests.Data;

public class DrawsTests
{
    [Fact]
    public void A_key_gives_the_same_draws_again()
    {
        var (one, two) = (Draws.Of(1, 2, 3), Draws.Of(1, 2, 3));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(one.Next(), two.Next());
        }
    }

    [Fact]
    public void Every_part_of_a_key_and_its_place_matter()
    {
        ulong[][] keys = [[1, 2], [2, 1], [1], [1, 2, 0], [1, 3], [0, 1, 2], []];
        Assert.Equal(keys.Length, keys.Select(key => Draws.Of(key).Next()).Distinct().Count());
    }

    [Fact]
    public void Unit_draws_are_uniform()
    {
        var draws = Draws.Of(7);
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++)
        {
            counts[(int)(draws.Unit() * 10)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Whole_numbers_fill_their_range_evenly()
    {
        var draws = Draws.Of(8);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[draws.Below(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Every_order_of_four_is_equally_likely()
    {
        var counts = new Dictionary<string, int>();
        for (ulong key = 0; key < 24_000; key++)
        {
            int[] order = [0, 1, 2, 3];
            Draws.Of(key).Shuffle(order.AsSpan());
            var text = string.Concat(order);
            counts[text] = counts.GetValueOrDefault(text) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1_150));
    }

    [Fact]
    public void The_hash_is_SplitMix64()
    {
        // The first outputs of the published generator seeded with 1234567.
        ulong state = 1234567;
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423];
        foreach (var want in expected)
        {
            state += 0x9E3779B97F4A7C15;
            Assert.Equal(want, Draws.Mix(state));
        }
    }
}
