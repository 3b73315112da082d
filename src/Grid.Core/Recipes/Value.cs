using System.Globalization;
using System.Text.Json.Serialization;
using Grid.Core.Json;

namespace Grid.Core.Recipes;

/// <summary>One scalar of a recipe or an assignment. Whole numbers are numbers: exact to 2^53.</summary>
[JsonConverter(typeof(ValueConverter))]
public abstract record Value
{
    private Value()
    {
    }

    /// <summary>A number, whole or not.</summary>
    public sealed record Number(double Amount) : Value
    {
        /// <inheritdoc/>
        public override string ToString() => Amount.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>A word.</summary>
    public sealed record Text(string Content) : Value
    {
        /// <inheritdoc/>
        public override string ToString() => Content;
    }

    /// <summary>Yes or no.</summary>
    public sealed record Flag(bool On) : Value
    {
        /// <inheritdoc/>
        public override string ToString() => On ? "true" : "false";
    }

    /// <summary>A number as a value.</summary>
    public static implicit operator Value(double amount) => new Number(amount);

    /// <summary>A word as a value.</summary>
    public static implicit operator Value(string content) => new Text(content);

    /// <summary>A flag as a value.</summary>
    public static implicit operator Value(bool on) => new Flag(on);
}
