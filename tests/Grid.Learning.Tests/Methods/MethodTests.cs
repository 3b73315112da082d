using Grid.Core.Recipes;
using Grid.Learning.Encoders;
using Grid.Learning.Losses;
using Grid.Learning.Methods;
using Grid.Learning.Queues;
using Grid.Learning.Tests.Training;
using TorchSharp;

namespace Grid.Learning.Tests.Methods;

public sealed class MethodTests
{
    public static TheoryData<string> Names { get; } = [.. MethodCatalog.Specs.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_resolved_recipe_makes_its_method(string name)
    {
        var method = MethodCatalog.Create(Attempts.Recipe(name));
        Assert.Equal(name, method.Spec.Name);
        Assert.Contains(method.Spec, MethodCatalog.Specs);
        Assert.All(method.Spec.Settings, x => Assert.StartsWith("method.", x.Path, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => MethodCatalog.Create(Settings.Of(("method.name", "other"))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_reaches_every_parameter_and_moves_no_queue_and_no_momentum_encoder(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var stage = new Stage(name);
        var queue = stage.Context.Queue?.Keys.clone();
        var momentum = stage.Context.Momentum?.Tensors.Learned.clone();
        var result = stage.Step();
        Assert.Equal(stage.Method.Needs.Queue?.Slots ?? 0, result.Keys.Length);
        Assert.All(result.Keys, x => Assert.True(x.norm(1).allclose(torch.ones(6), 1e-5, 1e-5) && !x.requires_grad));

        result.Loss.backward();

        // A bias before a normalisation moves nothing: its gradient is as good as zero.
        var tensors = stage.Context.Online.Tensors;
        Assert.All(tensors.Segments.Where(x => x.Role == Learning.Torch.TensorRole.Weight), x =>
            Assert.True(tensors.Gradient!.narrow(0, x.At, x.Length).abs().sum().item<float>() > 0, $"{x}"));
        Assert.True(queue is null || (stage.Context.Queue!.Keys.allclose(queue, 0, 0)
            && stage.Context.Queue.Position == 0));
        Assert.True(momentum is null || stage.Context.Momentum!.Tensors.Learned.allclose(momentum, 0, 0));
    }

    [Theory]
    [InlineData("simclr", true)]
    [InlineData("supcon", true)]
    [InlineData("moco", false)]
    [InlineData("nnclr", false)]
    [InlineData("byol", false)]
    [InlineData("all4one", false)]
    [InlineData("clsp-simclr", true)]
    [InlineData("simclr-aug", true)]
    [InlineData("clsp-moco", false)]
    [InlineData("moco-aug", false)]
    public void Views_share_the_statistics_of_the_batch_or_have_their_own(string name, bool shares)
    {
        using var scope = torch.NewDisposeScope();
        using var stage = new Stage(name);
        var result = stage.Step();
        var network = stage.Context.Online;
        var second = shares ? network.Project(stage.Context.Views).narrow(0, 6, 6)
            : network.Project(stage.Context.View(1));
        Assert.True(result.Projections1.allclose(second, 1e-4, 1e-5));
    }

    [Fact]
    public void Equal_draws_give_equal_dropout_and_others_another()
    {
        using var scope = torch.NewDisposeScope();
        using var stage = new Stage("all4one");
        float Loss(long draw) => stage.Method.Step(stage.Context with { Draw = draw }).Loss.item<float>();
        Assert.Equal(Loss(1), Loss(1));
        Assert.NotEqual(Loss(1), Loss(2));
    }

    [Theory]
    [InlineData("clsp-simclr")]
    [InlineData("clsp-moco")]
    public void The_third_view_meets_the_one_that_the_recipe_names_with_its_weight(string name)
    {
        using var scope = torch.NewDisposeScope();
        float Loss(double weight, double aligned, out StepResult result)
        {
            using var stage = new Stage(name, ("method.weight", weight), ("method.aligned_view", aligned));
            result = stage.Step();
            return result.Loss.item<float>();
        }

        var plain = Loss(0, 1, out _);
        foreach (var aligned in new[] { 1, 2 })
        {
            var loss = Loss(3, aligned, out var result);
            using var stage = new Stage(name);
            var third = name == "clsp-moco" ? stage.Context.Online.Project(stage.Context.View(2))
                : stage.Context.Online.Project(stage.Context.Views).narrow(0, 12, 6);
            var expected = AlignmentLoss.Of(aligned == 1 ? result.Projections0 : result.Projections1, third);
            Assert.Equal(plain + (3 * expected.item<float>()), loss, 1e-4f);
            Assert.Equal(["train.contrast", "train.alignment"], result.Terms.Select(x => x.Name));
            Assert.Equal(expected.item<float>(), result.Terms[1].Value.item<float>(), 1e-4f);
        }
    }

    [Theory]
    [InlineData("clsp-simclr", "joint", 1)]
    [InlineData("clsp-moco", "view", 3)]
    [InlineData("clsp-simclr", "ghost", 2)]
    public void Statistics_are_those_of_the_parts_that_the_recipe_names(string name, string statistics, int passes)
    {
        using var scope = torch.NewDisposeScope();
        using var stage = new Stage(name, ("method.normalisation", statistics), ("method.ghosts", 2));
        var result = stage.Step();
        var parts = stage.Context.Views.chunk(passes).Select(stage.Context.Online.Project).ToArray();
        Assert.True(result.Projections1.allclose(torch.cat(parts, 0).narrow(0, 6, 6), 1e-4, 1e-5));
    }

    [Fact]
    public void Supcon_attracts_by_label()
    {
        using var scope = torch.NewDisposeScope();
        using var stage = new Stage("supcon");
        var result = stage.Step();
        using var expected = SupConLoss.Of(
            torch.stack([result.Projections0, result.Projections1]), stage.Context.Labels!, 0.2);
        Assert.Equal(expected.item<float>(), result.Loss.item<float>(), 1e-5f);
    }

    /// <summary>A method with a small network, six images and everything it wants.</summary>
    private sealed class Stage : IDisposable
    {
        public Stage(string name, params (string Path, Value Value)[] settings)
        {
            Method = MethodCatalog.Create(Attempts.Recipe(name).Overlay(Settings.Of(settings)));
            var (encoder, projector) = (ResNetSpec.Of("resnet18", "cifar", 8), new ProjectorSpec(12, 8, true));
            var needs = Method.Needs;
            using var generator = new torch.Generator(1);
            Context = new StepContext
            {
                Views = torch.randn([6 * needs.Views, 3, 8, 8], generator: generator).DetachFromDisposeScope(),
                ViewCount = needs.Views,
                Online = new Network(encoder, projector, heads: needs.Heads),
                Momentum = needs.Momentum is null ? null : new Network(encoder, projector, learns: false),
                Queue = needs.Queue is null ? null : new KeyQueue(8, needs.Queue.Size, needs.Queue.Slots),
                Labels = needs.Labels ? torch.tensor(new long[] { 0, 1, 0, 2, 1, 0 }).DetachFromDisposeScope() : null,
            };
            Context.Online.Tensors.Start(1);
            Context.Momentum?.Tensors.Start(1);
            Context.Queue?.Start(1);
        }

        public IMethod Method { get; }

        public StepContext Context { get; }

        public StepResult Step() => Method.Step(Context);

        public void Dispose()
        {
            Context.Views.Dispose();
            Context.Labels?.Dispose();
            Context.Queue?.Dispose();
            Context.Momentum?.Dispose();
            Context.Online.Dispose();
        }
    }
}
