using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grid.Core.Json;

/// <summary>Writes a <see cref="SweepId"/> as plain text.</summary>
public sealed class SweepIdConverter : JsonConverter<SweepId>
{
    /// <inheritdoc/>
    public override SweepId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SweepId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

/// <summary>Writes an <see cref="ArtifactId"/> as plain text.</summary>
public sealed class ArtifactIdConverter : JsonConverter<ArtifactId>
{
    /// <inheritdoc/>
    public override ArtifactId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ArtifactId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

/// <summary>Writes a <see cref="RunId"/> as plain text, also as the key of an object.</summary>
public sealed class RunIdConverter : JsonConverter<RunId>
{
    /// <inheritdoc/>
    public override RunId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RunId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override RunId ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, RunId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}

/// <summary>Writes an <see cref="AttemptNumber"/> as a number.</summary>
public sealed class AttemptNumberConverter : JsonConverter<AttemptNumber>
{
    /// <inheritdoc/>
    public override AttemptNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AttemptNumber value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Value);
}
