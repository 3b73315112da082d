using Grid.Core;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Orleans.Concurrency;

namespace Grid.Orleans.Runs;

/// <summary>A run, keyed by its id. Every call may be repeated.</summary>
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Creates the run, or finds it created.</summary>
    Task Create(RunSpec spec);

    /// <summary>Does again what may have been lost.</summary>
    Task Wake();

    /// <summary>Hears that it may have a slot on one incarnation of a device.</summary>
    Task Grant(string device, long epoch);

    /// <summary>Hears that an incarnation of a device is gone, or does not know the run.</summary>
    Task Lose(string device, long epoch, LossCause cause, string detail);

    /// <summary>Takes a report of an attempt; when it is accepted, everything in it is durable.</summary>
    Task<ReportAnswer> Report(AttemptReport report);

    /// <summary>Hears that an artifact is there.</summary>
    Task Meet(ArtifactId artifact);

    /// <summary>Hears that an artifact cannot be built.</summary>
    Task Miss(ArtifactId artifact, string reason);

    /// <summary>Deletes its checkpoints and forgets the run: its rows are about to go.</summary>
    Task Forget();

    /// <summary>Pauses; null where there is no such run.</summary>
    /// <param name="request">The sweep's request number; null where a user asks the run itself.</param>
    Task<RunSummary?> Pause(long? request = null);

    /// <summary>Resumes; null where there is no such run.</summary>
    /// <param name="request">The sweep's request number; null where a user asks the run itself.</param>
    Task<RunSummary?> Resume(long? request = null);

    /// <summary>Cancels; null where there is no such run.</summary>
    Task<RunSummary?> Cancel(string reason);

    /// <summary>What it is doing; null where no attempt runs or none has reported to this activation.</summary>
    [AlwaysInterleave]
    Task<RunProgress?> Progress();
}
