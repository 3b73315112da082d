using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grid.Core.Ports;

namespace Grid.Orleans.Shells;

/// <summary>An effect that a save promised and nobody has confirmed yet.</summary>
/// <param name="Id">Grows within one grain.</param>
/// <param name="Effect">The effect.</param>
internal sealed record PendingEffect<TEffect>(long Id, TEffect Effect);

/// <summary>What a grain stores: <c>{schema, state, outbox: [{id, effect}]}</c>.</summary>
internal sealed record Envelope<TState, TEffect>(TState State, ImmutableArray<PendingEffect<TEffect>> Outbox);

/// <summary>Reads and writes envelopes of one kind of grain.</summary>
/// <param name="kind">"sweep", "run".</param>
/// <param name="schema">Number of the newest schema this program reads; the one it writes.</param>
/// <param name="stateType">Contract of the state.</param>
/// <param name="effectType">Contract of the effects.</param>
/// <param name="pack">An effect without what the state says too: recipes are large.</param>
/// <param name="unpack">The complete effect again.</param>
internal sealed class EnvelopeFormat<TState, TEffect>(
    string kind, int schema, JsonTypeInfo<TState> stateType, JsonTypeInfo<TEffect> effectType,
    Func<TEffect, TEffect> pack, Func<TState, TEffect, TEffect> unpack)
{
    /// <summary>The kind of its rows.</summary>
    public string Kind => kind;

    /// <summary>The envelope as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Write(TState state, IEnumerable<PendingEffect<TEffect>> outbox)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schema", schema);
            writer.WritePropertyName("state");
            JsonSerializer.Serialize(writer, state, stateType);
            writer.WriteStartArray("outbox");
            foreach (var pending in outbox)
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", pending.Id);
                writer.WritePropertyName("effect");
                JsonSerializer.Serialize(writer, pack(pending.Effect), effectType);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Reads a stored row.</summary>
    /// <exception cref="StoreException">The row is of a newer schema, or is no envelope.</exception>
    public Envelope<TState, TEffect> Read(StateRow row)
    {
        try
        {
            using var text = JsonDocument.Parse(row.Payload);
            var stored = text.RootElement.GetProperty("schema").GetInt32();
            if (stored > schema)
            {
                throw new StoreException(
                    $"{kind} {row.Key} was written by a newer Grid: its schema is {stored}, this one reads {schema}",
                    isTransient: false);
            }

            var state = text.RootElement.GetProperty("state").Deserialize(stateType)!;
            var outbox = text.RootElement.GetProperty("outbox").EnumerateArray();
            return new(state, [.. outbox.Select(x => Pending(state, x))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StoreException($"the stored {kind} {row.Key} cannot be read: {e.Message}", false, e);
        }
    }

    private PendingEffect<TEffect> Pending(TState state, JsonElement item) =>
        new(item.GetProperty("id").GetInt64(), unpack(state, item.GetProperty("effect").Deserialize(effectType)!));
}
