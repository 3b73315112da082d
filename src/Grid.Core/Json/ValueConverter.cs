using System.Text.Json;
using System.Text.Json.Serialization;
using Grid.Core.Recipes;

namespace Grid.Core.Json;

/// <summary>Writes a <see cref="Value"/> as a bare JSON scalar.</summary>
public sealed class ValueConverter : JsonConverter<Value>
{
    /// <inheritdoc/>
    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number => new Value.Number(reader.GetDouble()),
            JsonTokenType.String => new Value.Text(reader.GetString()!),
            JsonTokenType.True => new Value.Flag(true),
            JsonTokenType.False => new Value.Flag(false),
            _ => throw new JsonException($"a setting is a number, a word or a flag, not {reader.TokenType}"),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case Value.Number number:
                writer.WriteNumberValue(number.Amount);
                break;
            case Value.Text text:
                writer.WriteStringValue(text.Content);
                break;
            case Value.Flag flag:
                writer.WriteBooleanValue(flag.On);
                break;
        }
    }
}
