using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Grid.Core.Artifacts;
using Grid.Core.Backlogs;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Core.Json;

/// <summary>The one JSON contract: state, journal, grain messages, manifests and REST.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Settings))]
[JsonSerializable(typeof(Value))]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(RunState))]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(RunEffect))]
[JsonSerializable(typeof(ArtifactState))]
[JsonSerializable(typeof(ArtifactEvent))]
[JsonSerializable(typeof(ArtifactEffect))]
[JsonSerializable(typeof(ArtifactDetail))]
[JsonSerializable(typeof(ImmutableArray<ArtifactSummary>))]
[JsonSerializable(typeof(SweepState))]
[JsonSerializable(typeof(SweepEvent))]
[JsonSerializable(typeof(SweepEffect))]
[JsonSerializable(typeof(SweepEvent.Woken), TypeInfoPropertyName = "SweepWoken")]
[JsonSerializable(typeof(SweepEvent.PauseRequested), TypeInfoPropertyName = "SweepPauseRequested")]
[JsonSerializable(typeof(SweepEvent.ResumeRequested), TypeInfoPropertyName = "SweepResumeRequested")]
[JsonSerializable(typeof(SweepEvent.CancelRequested), TypeInfoPropertyName = "SweepCancelRequested")]
[JsonSerializable(typeof(DeviceAnnouncement))]
[JsonSerializable(typeof(BacklogEntry))]
[JsonSerializable(typeof(BacklogClaim))]
[JsonSerializable(typeof(AttemptReport))]
[JsonSerializable(typeof(ReportAnswer))]
[JsonSerializable(typeof(LossCause))]
[JsonSerializable(typeof(SubmissionAnswer))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(AttemptOrder))]
[JsonSerializable(typeof(AttemptEnd))]
[JsonSerializable(typeof(Submission))]
[JsonSerializable(typeof(RunDetail))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(SweepUpdate))]
[JsonSerializable(typeof(SweepResults))]
[JsonSerializable(typeof(Page<SweepSummary>))]
[JsonSerializable(typeof(Page<RunSummary>))]
[JsonSerializable(typeof(ImmutableArray<MetricSeries>))]
[JsonSerializable(typeof(ImmutableArray<LogLine>))]
[JsonSerializable(typeof(ImmutableArray<DeviceSummary>))]
[JsonSerializable(typeof(ImmutableArray<Diagnostic>))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, double>))]
public sealed partial class GridJson : JsonSerializerContext;
