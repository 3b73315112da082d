using Grid.Core.Runs;
using Microsoft.Extensions.Logging;

namespace Grid.Orleans;

/// <summary>Everything the engine logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Kind} {Key} was not saved; it is loaded again")]
    public static partial void NotSaved(ILogger logger, Exception cause, string kind, string key);

    [LoggerMessage(2, LogLevel.Information, "{Effect} of {Kind} {Key} was not performed and is tried again: {Cause}")]
    public static partial void NotPerformed(ILogger logger, string effect, string kind, string key, string cause);

    [LoggerMessage(3, LogLevel.Warning, "The keeper could not look after {What}: {Cause}")]
    public static partial void NotKept(ILogger logger, string what, string cause);

    [LoggerMessage(4, LogLevel.Information, "{Device} could not report: {Cause}")]
    public static partial void NotReported(ILogger logger, string device, string cause);

    [LoggerMessage(5, LogLevel.Error, "Attempt {Attempt} of {Run} made no step for {Silence}; the process ends")]
    public static partial void Hung(ILogger logger, string run, long attempt, TimeSpan silence);

    [LoggerMessage(
        6, LogLevel.Warning, "The device process {Device} ended ({Cause}): {Detail}; quarantined: {IsQuarantined}")]
    public static partial void DeviceEnded(
        ILogger logger, string device, LossCause cause, string detail, bool isQuarantined);

    [LoggerMessage(7, LogLevel.Error, "The device process {Device} has not answered for a minute and is killed")]
    public static partial void NoAnswer(ILogger logger, string device);
}
