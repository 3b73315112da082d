using Grid.Core.Recipes;
using Grid.Learning.Costs;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Encoders;

namespace Grid.Learning.Tests.Costs;

/// <summary>Shapes against the numbers of the published networks.</summary>
public sealed class CostTests
{
    [Theory]
    [InlineData("resnet18", 14.32, 0.559)]
    [InlineData("resnet50", 32.94, 1.307)]
    public void Encoders_cost_what_the_published_ones_do(string name, double millions, double billions)
    {
        var cost = EncoderCost.Of(ResNetSpec.Of(name, "cifar", 64), 32, 32, 4096, 256);

        Assert.Equal(millions, cost.Numbers / 1e6, 0.005);
        Assert.Equal(billions, cost.MultiplyAdds / 1e9, 0.005);
    }

    [Fact]
    public void The_unconditional_network_costs_what_the_published_one_does()
    {
        var cost = UNetCost.Of(new UNetSpec { Channels = 128 }, 32, 32);

        // The published network has a projector more, which nothing reads.
        Assert.Equal(36_273_923 - 527_616, cost.Whole.Numbers);
        Assert.Equal(6.22, cost.Whole.MultiplyAdds / 1e9, 0.01);
        Assert.Equal(7.89, (cost.Down.MultiplyAdds + cost.Whole.MultiplyAdds) / 1e9, 0.01);
    }

    [Fact]
    public void Training_costs_what_the_published_runs_do()
    {
        var images = new ImageSet("cifar10", 32, 32, new byte[32 * 32 * 3], [0], ["plane"]);
        var recipe = Settings.Of(
            ("method.name", "simclr-aug"), ("method.temperature", 0.2), ("method.weight", 1),
            ("method.aligned_view", 1), ("method.normalisation", "joint"), ("method.ghosts", 4),
            ("encoder.name", "resnet18"), ("encoder.stem", "cifar"), ("encoder.width", 64),
            ("projector.hidden", 4096), ("projector.output", 256), ("train.batch", 1024));

        // 1000 epochs of 48 steps with three views.
        Assert.Equal(2.5e17, TrainingCost.MultiplyAdds(recipe, images, 48_000), 0.05e17);
    }

    [Fact]
    public void The_conditional_network_costs_what_the_published_one_does()
    {
        var cost = UNetCost.Of(new UNetSpec { Channels = 128, Classes = 10 }, 32, 32);

        Assert.Equal(47.76, cost.Whole.Numbers / 1e6, 0.01);
        Assert.Equal(7.43, cost.Whole.MultiplyAdds / 1e9, 0.01);
    }
}
