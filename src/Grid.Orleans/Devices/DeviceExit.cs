namespace Grid.Orleans.Devices;

/// <summary>Why a device process ends, as its exit code.</summary>
public static class DeviceExit
{
    /// <summary>Stopped in order.</summary>
    public const int Stopped = 0;

    /// <summary>The cluster declared it dead.</summary>
    public const int DeclaredDead = 70;

    /// <summary>Its parent is gone.</summary>
    public const int ParentGone = 71;

    /// <summary>An attempt hung.</summary>
    public const int Hung = 72;

    /// <summary>Its port was taken: start again with another.</summary>
    public const int PortTaken = 75;
}

/// <summary>Ends this process.</summary>
public interface IProcessExit
{
    /// <summary>At once, without waiting for any thread.</summary>
    void Now(int code);
}
