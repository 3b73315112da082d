namespace Grid.Simulation;

/// <summary>Protocol bugs to plant. The simulator must find each of them.</summary>
public enum Mutant
{
    /// <summary>None.</summary>
    None,

    /// <summary>A run takes reports of any attempt as its current one's.</summary>
    StaleReportsCount,

    /// <summary>A grant does not give a new attempt number.</summary>
    AttemptStays,

    /// <summary>Effects are performed while their save is under way.</summary>
    PerformBeforeSave,

    /// <summary>Reports are acknowledged while their save is under way.</summary>
    AcknowledgeBeforeSave,

    /// <summary>An attempt is called stale by a state that is not saved yet.</summary>
    StaleBeforeSave,

    /// <summary>Effects are not stored with the state.</summary>
    OutboxNotStored,

    /// <summary>The store takes a save of any version.</summary>
    NoVersionCheck,

    /// <summary>The newest checkpoint is discarded too.</summary>
    NewestDiscarded,

    /// <summary>A late report of a discarded checkpoint brings it back.</summary>
    DiscardedComesBack,

    /// <summary>A run's end counts as often as it is told.</summary>
    EndCountsTwice,

    /// <summary>The backlog forgets which slots it granted.</summary>
    SlotGrantedTwice,

    /// <summary>A device takes attempts meant for an earlier incarnation.</summary>
    EpochIgnored,

    /// <summary>Suspects run beside others.</summary>
    SuspectsInCompany,

    /// <summary>A run that is resumed while it stops still pauses.</summary>
    ResumeForgetsIntent,

    /// <summary>A late pause counts as a new one.</summary>
    LatePauseCounts,

    /// <summary>Nobody wakes unfinished sweeps.</summary>
    NoKeeper,

    /// <summary>A shell that is woken does not find out that the store holds something else.</summary>
    WakingSavesNothing,

    /// <summary>A kill counts against a run.</summary>
    KillCounts,

    /// <summary>An abort never counts against a run.</summary>
    AbortNeverCounts,

    /// <summary>A device forgets an attempt as soon as its thread is done.</summary>
    DoneAttemptForgotten,

    /// <summary>The backlog never gives up a silent device.</summary>
    SilenceIgnored,

    /// <summary>A worse result replaces the best.</summary>
    LastIsBest,

    /// <summary>Every request of an artifact begins a build.</summary>
    BuiltForEachRequest,

    /// <summary>A run asks for a slot before its artifacts are there.</summary>
    ArtifactsNotAwaited,
}
