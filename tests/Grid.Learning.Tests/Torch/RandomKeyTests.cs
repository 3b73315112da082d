using Grid.Learning.Torch;
using TorchSharp;

namespace Grid.Learning.Tests.Torch;

public sealed class RandomKeyTests
{
    [Fact]
    public void An_epoch_visits_every_image_once_in_its_own_order()
    {
        var first = RandomKey.Order(3, 0, 500);
        Assert.Equal(Enumerable.Range(0, 500), first.Order());
        Assert.Equal(first, RandomKey.Order(3, 0, 500));
        Assert.NotEqual(first, RandomKey.Order(3, 1, 500));
        Assert.NotEqual(first, RandomKey.Order(4, 0, 500));
    }

    [Fact]
    public void Equal_keys_draw_equal_numbers_whatever_the_default_generator_does()
    {
        var key = RandomKey.Of(1, RandomPurpose.Weights, 2);
        float Draw()
        {
            using var generator = RandomKey.Generator(key);
            using var values = torch.empty(3).normal_(0, 1, generator);
            return values[2].item<float>();
        }

        var first = Draw();
        torch.manual_seed(99);
        Assert.Equal(first, Draw());
        Assert.NotEqual(key, RandomKey.Of(1, RandomPurpose.Queue, 2));
    }
}
