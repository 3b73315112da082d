using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Orleans.Devices;

namespace Grid.Cluster.Tests.Devices;

public sealed class ReportBufferTests
{
    private readonly HandClock _clock = new();
    private readonly ReportBuffer _buffer;
    private int _urgent;

    public ReportBufferTests() => _buffer = new(
        new() { Run = new("s/1/1"), Attempt = new(2), Recipe = Settings.Empty, Seed = 1 }, _clock, () => _urgent++);

    [Fact]
    public void A_report_takes_all_that_was_said_once()
    {
        Assert.Null(_buffer.Take(mayCommit: true));
        _buffer.Metrics([new("loss", [1], [0.5])]);
        _buffer.Metrics([new("loss", [2], [0.25])]);
        _buffer.Log("hello");
        _buffer.Progress(new() { Step = 2, Steps = 9 });
        Assert.Equal(0, _urgent);
        var report = _buffer.Take(mayCommit: true)!;
        Assert.Equal([1L, 2L], report.Metrics.Single().Steps);
        Assert.Equal([0.5, 0.25], report.Metrics.Single().Values);
        Assert.Equal(("hello", 2L, 2L), (report.Log.Single().Text, report.Progress!.Step, report.Attempt.Value));
        Assert.Null(_buffer.Take(mayCommit: true));
    }

    [Fact]
    public void Without_a_lease_checkpoints_and_the_end_stay_behind()
    {
        _buffer.Checkpointed(new("manifest", "0", 5, 10));
        _buffer.End(new AttemptEnd.Failed(FailureKind.Hung, "first"));
        _buffer.End(new AttemptEnd.Failed(FailureKind.Unexpected, "second"));
        Assert.Equal(3, _urgent);
        var asking = _buffer.Take(mayCommit: false)!;
        Assert.True(asking.Checkpoints.IsEmpty && asking.End is null && _buffer.IsUrgent);
        var committing = _buffer.Take(mayCommit: true)!;
        Assert.Equal(5, committing.Checkpoints.Single().Step);
        Assert.Equal("first", Assert.IsType<AttemptEnd.Failed>(committing.End).Reason);
        Assert.False(_buffer.IsUrgent);
    }

    [Fact]
    public void Every_sign_of_life_ends_the_silence()
    {
        _clock.Pass(seconds: 7);
        Assert.Equal(TimeSpan.FromSeconds(7), _buffer.Silence);
        _buffer.Log("still here");
        Assert.Equal(TimeSpan.Zero, _buffer.Silence);
    }

    [Fact]
    public void A_lease_holds_for_ten_seconds_from_before_the_call_that_renewed_it()
    {
        var lease = new Lease(_clock);
        var before = _clock.GetTimestamp();
        _clock.Pass(seconds: 9);
        Assert.True(lease.IsHeld);
        lease.Renew(before);
        _clock.Pass(seconds: 1);
        Assert.False(lease.IsHeld);
        lease.Renew(_clock.GetTimestamp());
        Assert.True(lease.IsHeld);
    }

    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(int seconds) => _ticks += seconds * TimeSpan.TicksPerSecond;
    }
}
