using Grid.Core;
using Grid.Core.Ports;

namespace Grid.Orleans.Devices;

/// <summary>The door of a device process, keyed by its name. Every call returns at once and may be repeated.</summary>
public interface IDeviceGrain : IGrainWithStringKey
{
    /// <summary>Starts an attempt, if it was meant for this incarnation of the device.</summary>
    Task Start(AttemptOrder order, long epoch);

    /// <summary>Asks an attempt to checkpoint and stop.</summary>
    Task Stop(RunId run, AttemptNumber attempt);

    /// <summary>A sign of life.</summary>
    Task Ping();
}
