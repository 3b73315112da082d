using FsCheck;
using FsCheck.Fluent;

namespace Grid.Tests;

/// <summary>
/// Random histories: lists of numbers that a test reads as events of the state at hand, so that most of them mean
/// something. A failing one is shrunk by dropping events and printed with its seed.
/// </summary>
public static class Histories
{
    public static void Hold(int moves, int length, Action<IReadOnlyList<int>> check, int count = 500)
    {
        var generator = Gen.Choose(0, moves - 1).ArrayOf(length);
        var arbitrary = Arb.From(generator, Shorter);
        Prop.ForAll(arbitrary, history => check(history)).Check(Config.QuickThrowOnFailure.WithMaxTest(count));
    }

    private static IEnumerable<int[]> Shorter(int[] history) =>
        Enumerable.Range(0, history.Length).Select(at => history.Where((_, i) => i != at).ToArray());
}
