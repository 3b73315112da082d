using Grid.Simulation;

namespace Grid.Tests.Simulation;

/// <summary>The whole system of rules under faults: every schedule follows from its seed.</summary>
public sealed class ScheduleTests
{
    private const int MaxSeedsPerMutant = 40_000;

    public static TheoryData<Mutant> Mutants => [.. Enum.GetValues<Mutant>().Where(x => x != Mutant.None)];

    [Fact]
    public void Every_schedule_keeps_every_promise()
    {
        var tally = new Tally();
        for (ulong seed = 1; seed <= 1_000; seed++)
        {
            var outcome = Schedule.Play(seed);
            Assert.True(outcome.Violation is null, $"seed {seed}: {outcome.Violation}\nreplay: {outcome.Replay}");
            tally.Add(outcome.Tally);
        }

        Assert.All(Enum.GetValues<Case>(), x => Assert.True(tally[x] >= 50, $"{x} was reached {tally[x]} times"));
    }

    [Fact]
    public void Equal_seeds_give_equal_stories()
    {
        var (first, second) = (Schedule.Play(17, isTraced: true), Schedule.Play(17, isTraced: true));

        Assert.NotEmpty(first.Trace);
        Assert.Equal(first.Trace, second.Trace);
        Assert.NotEqual(first.Trace, Schedule.Play(18, isTraced: true).Trace);
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_planted_bug_is_found(Mutant mutant)
    {
        for (ulong seed = 1; seed <= MaxSeedsPerMutant; seed++)
        {
            if (Schedule.Play(seed, mutant).Violation is { } violation)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{mutant}: seed {seed}: {violation}");
                return;
            }
        }

        Assert.Fail($"{mutant} was not found in {MaxSeedsPerMutant} schedules");
    }
}
