using System.Reflection;
using Grid.Core.Recipes;
using Grid.Core.Search;
using Grid.Core.Sweeps;

namespace Grid.Tests.Architecture;

public sealed class ClosedSetTests
{
    [Fact]
    public void A_sets_cases_are_its_nested_types()
    {
        Assert.Equal(["Exhausted", "Impossible", "Point"], ClosedSet.CasesOf(typeof(Draw)).Select(x => x.Name).Order());
        ClosedSet.AssertEachCase<Value>([1, "word", true, 2]);
        Assert.ThrowsAny<Exception>(() => ClosedSet.AssertEachCase<Value>([1, true]));
    }

    [Fact]
    public void Closed_sets_of_Core_are_closed()
    {
        var sets = typeof(SweepSpec).Assembly.GetTypes()
            .Where(x =>
                x is { IsAbstract: true, IsSealed: false, IsInterface: false } && ClosedSet.CasesOf(x).Count > 0)
            .ToArray();

        Assert.Contains(typeof(Draw), sets);
        Assert.All(sets, set =>
        {
            Assert.All(ClosedSet.CasesOf(set), x => Assert.True(x.IsSealed, $"{x} can be derived from"));
            Assert.All(
                set.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                    .Where(x => x.GetParameters() is not [{ ParameterType: var copied }] || copied != set),
                x => Assert.True(x.IsPrivate, $"{set} can be derived from elsewhere"));
        });
    }
}
