using Grid.Core.Ports;
using Grid.Core.Sweeps;

namespace Grid.Orleans.Sweeps;

/// <summary>The sweeps of one file name, keyed by it: gives out ids, one submission at a time.</summary>
public interface ISweepNameGrain : IGrainWithStringKey
{
    /// <summary>
    /// Finds the sweep of this name and hash, or begins a new one. Refused while a sweep of this name with another
    /// hash has not ended.
    /// </summary>
    Task<SubmissionAnswer> Submit(SweepSpec spec);
}
