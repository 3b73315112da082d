using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Grid.Core.Json;

namespace Grid.Server.Api;

/// <summary>The few shapes that only HTTP needs; everything else is <see cref="GridJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(CancelRequest))]
internal sealed partial class ServerJson : JsonSerializerContext
{
    /// <summary>How the one JSON contract writes a type.</summary>
    public static JsonTypeInfo<T> Contract<T>() =>
        GridJson.Default.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
        ?? throw new JsonException($"{typeof(T).Name} is not part of the contract");
}
