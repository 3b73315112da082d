using System.Text.Json.Serialization;
using Grid.Core.Checkpoints;
using Grid.Core.Recipes;

namespace Grid.Core.Json;

/// <summary>The one JSON contract: state, journal, grain messages, manifests and REST.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Settings))]
[JsonSerializable(typeof(CheckpointManifest))]
public sealed partial class GridJson : JsonSerializerContext;
