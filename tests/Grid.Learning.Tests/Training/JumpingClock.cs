namespace Grid.Learning.Tests.Training;

/// <summary>Every look at it finds a second gone.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _looks;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => Interlocked.Increment(ref _looks);
}
