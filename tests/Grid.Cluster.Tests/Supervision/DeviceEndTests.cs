using Grid.Core.Runs;
using Grid.Orleans.Devices;
using Grid.Orleans.Supervision;

namespace Grid.Cluster.Tests.Supervision;

public sealed class DeviceEndTests
{
    [Theory]
    [InlineData(DeviceExit.Stopped, false, LossCause.Killed)]
    [InlineData(DeviceExit.ParentGone, false, LossCause.Killed)]
    [InlineData(DeviceExit.DeclaredDead, false, LossCause.Killed)]
    [InlineData(DeviceExit.PortTaken, false, LossCause.Killed)]
    [InlineData(DeviceExit.Hung, false, LossCause.Hung)]
    [InlineData(134, false, LossCause.Aborted)]
    [InlineData(139, false, LossCause.Aborted)]
    [InlineData(137, false, LossCause.Killed)]
    [InlineData(137, true, LossCause.Aborted)]
    [InlineData(143, true, LossCause.Killed)]
    [InlineData(1, false, LossCause.Aborted)]
    public void Only_a_crash_or_too_little_memory_is_the_fault_of_those_aboard(
        int exitCode, bool isOutOfMemory, LossCause cause) =>
        Assert.Equal(cause, DeviceEnd.Judge(exitCode, isOutOfMemory, "").Cause);

    [Fact]
    public void The_last_words_are_told_where_they_explain_something()
    {
        Assert.Equal("native code aborted (SIGABRT): what(): bad", DeviceEnd.Judge(134, false, "what(): bad").Detail);
        Assert.Equal("it was killed (SIGKILL)", DeviceEnd.Judge(137, false, "what(): bad").Detail);
        Assert.Equal("the kernel ended it for lack of memory", DeviceEnd.Judge(137, true, "").Detail);
    }

    [Fact]
    public void Last_words_are_the_line_that_tells_the_reason()
    {
        Assert.Equal("what():  CUDA out of memory", LastWords.Of(
            ["start", "  what():  CUDA out of memory", "frame #0", "12:00 warn: late"]));
        Assert.Equal("Killed", LastWords.Of(["start", "Killed", "", "12:00 warn: late"]));
        Assert.Equal("", LastWords.Of(["12:00 info: all is well"]));
        Assert.Equal(304, LastWords.Of([new string('x', 1000)]).Length);
    }

    [Fact]
    public void The_counters_of_the_kernel_are_read_by_name()
    {
        Assert.Equal(3, OutOfMemoryKills.CountOf(["low 0", "oom 9", "oom_kill 3", "oom_group_kill 7"]));
        Assert.Equal(0, OutOfMemoryKills.CountOf(["oom_kill_disable 1", "under_oom 0", "oom_kill many"]));
    }
}
