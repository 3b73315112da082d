using Grid.Core.Backlogs;

namespace Grid.Tests.Backlogs;

/// <summary>The sums that the backlog keeps.</summary>
public static class BacklogSums
{
    /// <summary>Fails where a sum of the state is not the sum of its parts.</summary>
    public static void Check(BacklogState state)
    {
        foreach (var device in state.Devices.Values)
        {
            Assert.Equal(device.Aboard.Values.Sum(x => x.Slots), device.Held);
            Assert.True(!device.HasEnded || device.Aboard.IsEmpty, "a run is aboard a device that ended");
        }

        foreach (var (sweep, share) in state.Shares)
        {
            var aboard = state.Devices.Values.SelectMany(x => x.Aboard.Values).Where(x => x.Run.Sweep == sweep);
            Assert.Equal(aboard.Sum(x => x.Slots), share.Held);
            Assert.True(share.Held > 0 || !share.Waiting.IsEmpty, "an empty share is kept");
            Assert.All(share.Waiting, x => Assert.Equal((sweep, x.Key), (x.Key.Sweep, x.Value.Run)));
            Assert.True(share.Arrival < state.NextArrival, "a share has a number that is given again");
        }
    }
}
