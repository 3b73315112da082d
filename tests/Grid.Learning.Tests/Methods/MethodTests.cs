using Grid.Core.Recipes;
using Grid.Learning.Encoders;
using Grid.Learning.Losses;
using Grid.Learning.Methods;
using Grid.Learning.Queues;
using TorchSharp;

namespace Grid.Learning.Tests.Methods;

public sealed class MethodTests
{
    private static readonly Settings Recipe = Settings.Of(("method.temperature", 0.2), ("method.queue", 8),
        ("method.momentum", 0.99), ("method.momentum_end", 0.999));

    [Fact]
    public void Every_method_of_the_catalog_is_made_from_a_recipe_that_has_its_settings()
    {
        foreach (var spec in MethodCatalog.Specs)
        {
            var settings = spec.Settings.Aggregate(Settings.Of(("method.name", spec.Name)), (all, x) =>
                all.With(x.Path, x.Default!));
            Assert.Same(spec, MethodCatalog.Create(settings).Spec);
            Assert.All(spec.Settings, x => Assert.StartsWith("method.", x.Path, StringComparison.Ordinal));
        }

        Assert.Throws<ArgumentException>(() => MethodCatalog.Create(Recipe.With("method.name", "other")));
    }

    [Fact]
    public void Simclr_passes_both_views_together_and_moco_each_alone()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Started();
        var views = torch.randn([6, 3, 8, 8], generator: new torch.Generator(1));
        var simclr = MethodCatalog.Create(Recipe.With("method.name", "simclr"))
            .Step(new StepContext(views, network, null, null));
        var z = network.Project(views);
        Assert.True(simclr.Projections0.allclose(z.narrow(0, 0, 3), 1e-5, 1e-6));
        using var expected = NtXentLoss.Of(z.narrow(0, 0, 3), z.narrow(0, 3, 3), 0.2);
        Assert.Equal(expected.item<float>(), simclr.Loss.item<float>(), 1e-5f);

        using var momentum = Started();
        using var queue = new KeyQueue(4, 8);
        queue.Start(1);
        var moco = MethodCatalog.Create(Recipe.With("method.name", "moco"))
            .Step(new StepContext(views, network, momentum, queue));
        Assert.True(moco.Projections1.allclose(network.Project(views.narrow(0, 3, 3)), 1e-5, 1e-6));
        Assert.True(moco.Keys0!.norm(1).allclose(torch.ones(3), 1e-5, 1e-5));
        Assert.False(moco.Keys0.requires_grad);
    }

    [Fact]
    public void A_moco_step_moves_no_queue_and_gives_the_momentum_encoder_no_gradient()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Started();
        using var momentum = Started();
        using var queue = new KeyQueue(4, 8);
        queue.Start(1);
        var before = queue.Keys.clone();
        var views = torch.randn([6, 3, 8, 8], generator: new torch.Generator(1));
        MethodCatalog.Create(Recipe.With("method.name", "moco"))
            .Step(new StepContext(views, network, momentum, queue)).Loss.backward();
        Assert.True(queue.Keys.allclose(before, 0, 0));
        Assert.Equal(0, queue.Position);
        Assert.True(network.Tensors.Gradient!.abs().sum().item<float>() > 0);
    }

    private static Network Started()
    {
        var network = new Network(ResNetSpec.Of("resnet18", "cifar", 8), new ProjectorSpec(8, 4, false));
        network.Tensors.Start(1);
        return network;
    }
}
