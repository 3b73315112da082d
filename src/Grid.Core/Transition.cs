using System.Collections.Immutable;

namespace Grid.Core;

/// <summary>
/// What a step of a machine gives: the new state, and what the shell must do once that state is saved.
/// </summary>
/// <param name="State">The same reference as before where nothing changed.</param>
/// <param name="Effects">In the order to perform them; each may be performed twice.</param>
public readonly record struct Transition<TState, TEffect>(TState State, ImmutableArray<TEffect> Effects)
{
    /// <summary>A new state and its effects.</summary>
    public static Transition<TState, TEffect> To(TState state, params ImmutableArray<TEffect> effects) =>
        new(state, effects);
}
