using Grid.Learning.Probes;
using TorchSharp;

namespace Grid.Learning.Tests.Probes;

public sealed class HealthTests
{
    [Fact]
    public void Equal_projections_are_a_collapse()
    {
        using var same = torch.ones(6, 4);
        var health = Health.Of(same, same);
        Assert.True(health.Collapsed);
        Assert.Equal(1, health.CentreNorm, 1e-9);
        Assert.Equal(0, health.Std, 1e-9);
        Assert.Equal(1, health.EffectiveRank, 1e-6);
        Assert.Equal(0, health.Alignment, 1e-9);
        Assert.Equal(0, health.Uniformity, 1e-9);
    }

    [Fact]
    public void Axes_in_both_directions_are_spread_evenly()
    {
        using var axes = torch.eye(4);
        using var opposite = axes.neg();
        var health = Health.Of(axes, opposite);
        Assert.False(health.Collapsed);
        Assert.Equal(0, health.CentreNorm, 1e-9);
        Assert.Equal(1, health.Std, 1e-9);
        Assert.Equal(4, health.EffectiveRank, 1e-9);
        Assert.Equal(4, health.Alignment, 1e-9);
        // Orthogonal rows are at squared distance 2: the mean of exp(-4).
        Assert.Equal(-4, health.Uniformity, 1e-9);
    }
}
