using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Orleans.Sweeps;

/// <summary>A sweep, keyed by its id. Every call may be repeated.</summary>
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Begins the sweep, or finds it begun.</summary>
    Task Submit(SweepSpec spec);

    /// <summary>Does again what may have been lost.</summary>
    Task Wake();

    /// <summary>Hears how a run ended.</summary>
    Task Count(RunEnd end);

    /// <summary>Pauses; null where there is no such sweep.</summary>
    Task<SweepSummary?> Pause();

    /// <summary>Resumes; null where there is no such sweep.</summary>
    Task<SweepSummary?> Resume();

    /// <summary>Cancels; null where there is no such sweep.</summary>
    Task<SweepSummary?> Cancel(string reason);

    /// <summary>Deletes an ended sweep's own rows and those of its runs, which are forgotten already.</summary>
    Task Delete();

    /// <summary>Its row; null where there is no such sweep.</summary>
    Task<SweepSummary?> Summary();
}
