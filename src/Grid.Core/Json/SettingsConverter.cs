using System.Text.Json;
using System.Text.Json.Serialization;
using Grid.Core.Recipes;

namespace Grid.Core.Json;

/// <summary>Writes <see cref="Settings"/> as one flat object of dotted paths.</summary>
public sealed class SettingsConverter : JsonConverter<Settings>
{
    private static readonly ValueConverter Values = new();

    /// <inheritdoc/>
    public override Settings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var pairs = new List<(string, Value)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var path = reader.GetString()!;
            reader.Read();
            pairs.Add((path, Values.Read(ref reader, typeof(Value), options)));
        }

        return Settings.Of(pairs);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Settings value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.JsonText(TextOf), skipInputValidation: true);

    private static byte[] TextOf(Settings settings)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (path, item) in settings)
            {
                writer.WritePropertyName(path);
                Values.Write(writer, item, JsonSerializerOptions.Default);
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
