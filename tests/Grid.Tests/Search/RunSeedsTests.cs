using Grid.Core.Recipes;
using Grid.Core.Search;

namespace Grid.Tests.Search;

public sealed class RunSeedsTests
{
    private static readonly Settings Assignment = Settings.Of(("method.queue", 1024), ("method.temperature", 0.2));

    [Fact]
    public void A_seed_depends_on_sweep_seed_assignment_and_replica()
    {
        ulong[] seeds =
        [
            RunSeeds.Of(0, Assignment, 1), RunSeeds.Of(1, Assignment, 1), RunSeeds.Of(0, Assignment, 2),
            RunSeeds.Of(0, Assignment.With("method.queue", 2048), 1),
            RunSeeds.Of(0, Assignment.With("method.queue", "1024"), 1),
        ];

        Assert.Equal(5, seeds.Distinct().Count());
    }

    [Fact]
    public void A_seed_never_changes_between_versions() =>
        Assert.Equal(15422446668749725330UL, RunSeeds.Of(7, Assignment, 3));
}
