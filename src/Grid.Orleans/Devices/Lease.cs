namespace Grid.Orleans.Devices;

/// <summary>
/// How long an attempt may believe that it is the run's current one. Counted on a clock that never jumps, from before
/// the call that renewed it. Outside it nothing is published; the run's own check of the token is what safety rests on.
/// </summary>
internal sealed class Lease(TimeProvider time)
{
    /// <summary>How long one renewal holds.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private long _renewed = time.GetTimestamp();

    /// <summary>True while the attempt may publish.</summary>
    public bool IsHeld => time.GetElapsedTime(Volatile.Read(ref _renewed)) < Length;

    /// <summary>The run accepted a report that was sent at <paramref name="before"/>.</summary>
    public void Renew(long before) => Volatile.Write(ref _renewed, before);
}
