namespace Grid.Core.Runs;

/// <summary>Where a run stands.</summary>
public enum RunPhase
{
    /// <summary>Waits for a device slot.</summary>
    Waiting,

    /// <summary>An attempt holds a slot.</summary>
    Running,

    /// <summary>Stopped with a checkpoint until resumed.</summary>
    Paused,

    /// <summary>Done, with a result.</summary>
    Finished,

    /// <summary>Failed for good, with a reason.</summary>
    Failed,

    /// <summary>Cancelled.</summary>
    Cancelled,
}
