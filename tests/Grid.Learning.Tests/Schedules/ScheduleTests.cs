using Grid.Learning.Schedules;

namespace Grid.Learning.Tests.Schedules;

public sealed class ScheduleTests
{
    [Fact]
    public void The_rate_warms_up_to_its_peak_and_falls_to_nothing()
    {
        var schedule = new LearningRateSchedule(0.5, 10, 0.001, 100);
        Assert.Equal(0.001, schedule.At(0));
        Assert.Equal(0.001 + (4 * 0.499 / 9), schedule.At(4), 1e-15);
        Assert.Equal(0.5, schedule.At(9), 1e-15);
        Assert.Equal(0.5, schedule.At(10), 1e-15);
        Assert.Equal(0.25, schedule.At(55), 1e-15);
        Assert.Equal(0, schedule.At(100), 1e-15);
    }

    [Fact]
    public void A_run_without_warm_up_or_with_nothing_else_has_finite_rates()
    {
        Assert.Equal(0.1, new LearningRateSchedule(0.1, 0, 0.001, 4).At(0));
        Assert.Equal(0.001, new LearningRateSchedule(0.1, 1, 0.001, 1).At(0));
        Assert.Equal(0.1, new LearningRateSchedule(0.1, 1, 0.001, 2).At(1));
    }

    [Fact]
    public void The_momentum_of_a_step_is_what_the_step_before_left()
    {
        var schedule = new MomentumSchedule(0.99, 0.999, 1000);
        Assert.Equal(0.99, schedule.At(0));
        Assert.Equal(0.99, schedule.At(1));
        Assert.Equal(schedule.After(6), schedule.At(7));
        Assert.Equal(0.9945, schedule.After(500), 1e-15);
        Assert.Equal(0.999, schedule.After(1000), 1e-15);
    }

    [Fact]
    public void Steps_drop_at_their_milestones_and_a_factor_grows_to_one()
    {
        var drops = new MilestoneSchedule(1, [60, 80], 0.1);
        Assert.Equal((1, 1), (drops.At(0), drops.At(59)));
        Assert.Equal((0.1, 0.1), (drops.At(60), drops.At(79)));
        Assert.Equal(0.01, drops.At(80), 1e-15);
        var warmup = new LinearWarmup(20);
        Assert.Equal((0, 0.5, 1, 1), (warmup.At(0), warmup.At(10), warmup.At(20), warmup.At(21)));
    }
}
