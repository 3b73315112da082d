namespace Grid.Simulation;

/// <summary>Cases that a schedule is meant to reach.</summary>
public enum Case
{
    MessageLost,
    MessageRepeated,
    SaveFailed,
    ControlCrashed,
    DeviceKilled,
    DeviceAborted,
    DeviceFrozen,
    DeviceDrained,
    StaleReport,
    LaterAttempt,
    Resumed,
    UserRequest,
    RunFinished,
    RunFailed,
    RunCancelled,
    SweepCancelled,
    ArtifactBuilt,
    ArtifactFailed,
    ArtifactShared,
}

/// <summary>How often schedules reached each case: a simulator that reaches none proves nothing.</summary>
public sealed class Tally
{
    private readonly long[] _counts = new long[Enum.GetValues<Case>().Length];

    public long this[Case reached] => _counts[(int)reached];

    public void Count(Case reached) => _counts[(int)reached]++;

    public void Add(Tally other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    public override string ToString() =>
        string.Join(", ", Enum.GetValues<Case>().Select(x => $"{x} {this[x]}"));
}
