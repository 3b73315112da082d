using Grid.Core.Recipes;

namespace Grid.Core.Search;

/// <summary>What a sampler gives at a position.</summary>
public abstract record Draw
{
    private Draw()
    {
    }

    /// <summary>A trial's assignment, and the position to draw the next one from.</summary>
    public sealed record Point(Settings Assignment, long Next) : Draw;

    /// <summary>Nothing left.</summary>
    public sealed record Exhausted : Draw;

    /// <summary>The constraints leave no point: a sweep ends with this reason.</summary>
    public sealed record Impossible(string Reason) : Draw;
}
