using System.Reflection;

namespace Grid.Tests.Architecture;

/// <summary>The cases of a closed set: an abstract record whose cases are nested in it.</summary>
public static class ClosedSet
{
    /// <summary>Every case, also those of sets nested in the set.</summary>
    public static IReadOnlyList<Type> CasesOf(Type set) =>
        [.. set.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Where(x => set.IsAssignableFrom(x))
            .SelectMany(x => x.IsAbstract ? CasesOf(x) : [x])];

    /// <summary>
    /// Fails unless the examples of a test have each case of their set, so that a new case cannot be forgotten.
    /// </summary>
    public static void AssertEachCase<T>(IEnumerable<T> examples)
        where T : notnull
    {
        var cases = CasesOf(typeof(T));
        Assert.NotEmpty(cases);
        Assert.Equal(
            cases.Select(x => x.Name).Order(StringComparer.Ordinal),
            examples.Select(x => x.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }
}
