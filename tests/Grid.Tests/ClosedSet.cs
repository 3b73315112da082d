namespace Grid.Tests;

/// <summary>The cases of a closed set: records nested in their base.</summary>
public static class ClosedSet
{
    /// <summary>Fails where a case of <typeparamref name="T"/> has no sample: a new case cannot be forgotten.</summary>
    public static void HasSamplesOfAll<T>(IEnumerable<T> samples)
        where T : notnull
    {
        var cases = typeof(T).GetNestedTypes().Where(x => x.IsSubclassOf(typeof(T))).Select(x => x.Name).Order();
        Assert.Equal(cases, samples.Select(x => x.GetType().Name).Distinct().Order());
    }
}
