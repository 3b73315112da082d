using Grid.Orleans.Devices;
using Microsoft.Extensions.DependencyInjection;

namespace Grid.Orleans.Supervision;

/// <summary>
/// Ends a device process that the cluster declared dead, at once: the default waits two seconds, in which training
/// would publish on.
/// </summary>
internal sealed class FatalExit(IServiceProvider services, IProcessExit exit) : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        services.GetRequiredService<DeviceHost>().Fence();
        Console.Error.WriteLine(context);
        exit.Now(DeviceExit.DeclaredDead);
    }
}
