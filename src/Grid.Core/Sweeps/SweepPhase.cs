namespace Grid.Core.Sweeps;

/// <summary>Where a sweep stands.</summary>
public enum SweepPhase
{
    /// <summary>Trials are drawn and runs started.</summary>
    Running,

    /// <summary>Nothing starts; runs stop at their next step with a checkpoint.</summary>
    Paused,

    /// <summary>Runs are being stopped for good.</summary>
    Cancelling,

    /// <summary>All its runs ended. Some may have failed.</summary>
    Finished,

    /// <summary>Cancelled, and all its runs ended.</summary>
    Cancelled,
}
