using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Runs;
using Grid.Core.Summaries;

namespace Grid.Orleans.Artifacts;

/// <summary>An artifact, keyed by its id: one for the whole cluster. Every call may be repeated.</summary>
public interface IArtifactGrain : IGrainWithStringKey
{
    /// <summary>Hears that a run needs it, and for which sweep; the run hears once it is there.</summary>
    Task Request(ArtifactSpec spec, RunId by, SweepId @for);

    /// <summary>Hears that a run no longer waits for it.</summary>
    Task Leave(RunId by);

    /// <summary>Hears how a run that builds it ended.</summary>
    Task Count(RunEnd end);

    /// <summary>Hears that a sweep was deleted.</summary>
    Task Forget(SweepId sweep);

    /// <summary>Deletes it unless a run waits for it; null where there is no such artifact.</summary>
    Task<ArtifactSummary?> Delete();
}
