using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Grid.Cli.Artifacts;
using Grid.Cli.Checkpoints;
using Grid.Cli.Doctor;
using Grid.Cli.Planning;
using Grid.Cli.Runs;
using Grid.Cli.Sweeps;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Golden;
using Grid.Learning.Probes;

namespace Grid.Cli;

/// <summary>JSON shapes that only the command line prints; written like the one contract.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SweepWithRuns))]
[JsonSerializable(typeof(SweepCheckReport))]
[JsonSerializable(typeof(SweepPlan))]
[JsonSerializable(typeof(RunRecipe))]
[JsonSerializable(typeof(ImmutableArray<CheckpointRow>))]
[JsonSerializable(typeof(ImmutableArray<CheckpointVerdict>))]
[JsonSerializable(typeof(ExportedFile[]))]
[JsonSerializable(typeof(TransferReport))]
[JsonSerializable(typeof(Distance))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(ImmutableArray<DataSetEntry>))]
[JsonSerializable(typeof(DataReport))]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(ImmutableArray<MethodSpec>))]
[JsonSerializable(typeof(GoldenReport))]
internal sealed partial class CliJson : JsonSerializerContext;
