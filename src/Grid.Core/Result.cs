using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Grid.Core;

/// <summary>One fault of a user's input.</summary>
/// <param name="Field">Dotted path or option at fault: "space.method.temperature".</param>
/// <param name="Message">What is wrong: "must be greater than 0, found -1".</param>
/// <param name="Hint">How to mend it, or null.</param>
/// <param name="Line">Line of the file, from 1, where known.</param>
public sealed record Diagnostic(string Field, string Message, string? Hint = null, int? Line = null)
{
    /// <inheritdoc/>
    public override string ToString() =>
        (Line is { } line ? $"line {line}: " : "") + (Field.Length > 0 ? $"{Field}: " : "") + Message;
}

/// <summary>A value, or every fault of the input that was to give it.</summary>
public sealed record Result<T>
{
    private Result(T? value, ImmutableArray<Diagnostic> faults)
    {
        Value = value;
        Faults = faults;
    }

    /// <summary>The value; null where there are faults.</summary>
    public T? Value { get; }

    /// <summary>All faults at once; empty where there is a value.</summary>
    public ImmutableArray<Diagnostic> Faults { get; }

    /// <summary>True where there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsValid => Faults.IsEmpty;

    /// <summary>The good case.</summary>
    public static Result<T> Valid(T value) => new(value, []);

    /// <summary>The bad case.</summary>
    public static Result<T> Invalid(params ImmutableArray<Diagnostic> faults) =>
        faults.IsEmpty ? throw new ArgumentException("needs at least one fault", nameof(faults)) : new(default, faults);

    /// <summary>What comes of the value, or the faults.</summary>
    public Result<TNext> Then<TNext>(Func<T, Result<TNext>> next) =>
        IsValid ? next(Value) : Result<TNext>.Invalid(Faults);
}
