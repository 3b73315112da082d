using Grid.Learning.Torch;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Tests.Torch;

public sealed class FlatTensorsTests
{
    [Fact]
    public void Heads_lie_behind_everything_else_and_a_network_without_them_follows_the_rest()
    {
        var (plan, _, _, _) = Plan();
        var head = plan.ForHead("head", rateScale: 0.5)
            .Add("weight", [2, 3], TensorRole.Weight, new TensorStart.Constant(7));
        using var online = new FlatTensors(plan, learns: true);
        using var momentum = new FlatTensors(Plan().Plan, learns: false);
        online.Start(5);
        momentum.Start(5);
        Assert.Equal("head.weight", head.Name);
        Assert.Equal(new Segment(52, 6, TensorRole.Weight, 0.5), online.Segments[^1]);
        using var same = online.Learned.narrow(0, 0, 52);
        Assert.True(same.allclose(momentum.Learned, 0, 0));
        using var tail = online.Learned.narrow(0, 52, 6);
        Assert.All(tail.data<float>().ToArray(), x => Assert.Equal(7, x));

        using var before = momentum.Learned.clone();
        using (torch.no_grad())
        {
            online.Learned.add_(1);
        }

        momentum.Average(online, 0.75);
        using var moved = before.add(0.25);
        Assert.True(momentum.Learned.allclose(moved, 1e-5, 1e-6));
        momentum.CopyLearned(online);
        Assert.True(momentum.Learned.allclose(same, 0, 0));
    }

    [Fact]
    public void Gradients_arrive_in_flat_storage_and_kernels_lie_channels_last()
    {
        var (plan, kernel, bias, mean) = Plan();
        using var tensors = new FlatTensors(plan, learns: true);
        tensors.Start(5);
        Assert.Equal([4, 3, 2, 2], kernel.Tensor.shape);
        Assert.Equal([12, 1, 6, 3], kernel.Tensor.stride());
        Assert.Equal((52, 4), (tensors.Learned.numel(), tensors.Statistics.numel()));
        Assert.Equal([new(0, 48, TensorRole.Weight), new(48, 4, TensorRole.Offset)], tensors.Segments);
        using (torch.NewDisposeScope())
        {
            var x = torch.ones(2, 3, 5, 5);
            F.conv2d(x, kernel.Tensor, bias.Tensor).sum().backward();
            F.conv2d(x, kernel.Tensor, bias.Tensor).sum().backward();
        }

        // Each bias touches 2 x 4 x 4 outputs, twice; each kernel number sees as many ones.
        using var expected = torch.full(52, 64f);
        Assert.True(tensors.Gradient!.allclose(expected, 0, 0));
        Assert.False(mean.Tensor.requires_grad);
    }

    [Fact]
    public void Starts_depend_on_seed_and_name_alone()
    {
        var (plan, kernel, _, _) = Plan();
        var (longer, same, _, _) = Plan(before: 3);
        using var one = new FlatTensors(plan, learns: true);
        using var two = new FlatTensors(longer, learns: false);
        one.Start(7);
        two.Start(7);
        Assert.True(kernel.Tensor.allclose(same.Tensor, 0, 0));
        one.Start(8);
        Assert.False(kernel.Tensor.allclose(same.Tensor, 0, 0));
        Assert.NotEqual(one.Layout, two.Layout);
    }

    [Fact]
    public void A_moving_average_goes_the_given_part_of_the_way()
    {
        using var own = torch.full(5, 1f);
        using var other = torch.full(5, 3f);
        Ema.Step(own, other, 0.75);
        Assert.All(own.data<float>().ToArray(), x => Assert.Equal(1.5f, x));
    }

    private static (TensorPlan Plan, TensorSlot Kernel, TensorSlot Bias, TensorSlot Mean) Plan(int before = 0)
    {
        var plan = new TensorPlan();
        if (before > 0)
        {
            plan.Add("before", [before], TensorRole.Weight, new TensorStart.Uniform(1));
        }

        var bias = plan.Add("bias", [4], TensorRole.Offset, new TensorStart.Constant(0.5));
        var mean = plan.Add("mean", [4], TensorRole.Statistic, new TensorStart.Constant(0));
        return (plan, plan.Add("kernel", [4, 3, 2, 2], TensorRole.Weight, new TensorStart.Normal(1)), bias, mean);
    }
}
