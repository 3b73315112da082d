using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Learning.Checkpoints;
using Grid.Learning.Torch;

namespace Grid.Learning.Training;

/// <summary>What went wrong, as the end of an attempt.</summary>
internal static partial class Failures
{
    /// <summary>Faults of the recipe, the data or a checkpoint: never retried.</summary>
    internal static AttemptEnd.Failed Of(ImmutableArray<Diagnostic> faults) =>
        new(FailureKind.BadInput, string.Join("; ", faults),
            faults.Select(x => x.Hint).FirstOrDefault(x => x is not null));

    /// <summary>Faults of the checkpoint to go on from: where it is damaged, the run takes the one before.</summary>
    internal static AttemptEnd.Failed OfCheckpoint(ImmutableArray<Diagnostic> faults) =>
        faults.All(CheckpointReader.IsDamage)
            ? Of(faults) with { Kind = FailureKind.DamagedCheckpoint }
            : Of(faults);

    /// <summary>An exception.</summary>
    internal static AttemptEnd.Failed Of(Exception fault) => fault switch
    {
        StoreException x => new(x.IsTransient ? FailureKind.Transient : FailureKind.Unexpected, FirstLine(x),
            x.Hint ?? "look at the disk or the blob service"),
        NativesMissingException => new(FailureKind.Unexpected, FirstLine(fault), NativesMissingException.Hint),
        InvalidDataException => new(FailureKind.BadInput, FirstLine(fault), "start the run again"),
        KeyNotFoundException => new(FailureKind.BadInput, FirstLine(fault), "the recipe must be resolved first"),
        _ when IsOutOfMemory(fault) =>
            new(FailureKind.OutOfMemory, OutOfMemory(fault.Message),
                "lower train.batch, raise train.accumulate (a batch in parts), or lower the slots of the device"),
        _ => new(FailureKind.Unexpected, $"{fault.GetType().Name}: {FirstLine(fault)}"),
    };

    /// <summary>True for the memory errors of .NET and of libtorch, which throws one type for everything.</summary>
    private static bool IsOutOfMemory(Exception fault) => fault is OutOfMemoryException
        || (fault is ExternalException && (fault.Message.Contains("allocate memory", StringComparison.Ordinal)
            || fault.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)));

    private static string OutOfMemory(string message)
    {
        if (AskedFor().Match(message) is not { Success: true } asked)
        {
            return "out of memory";
        }

        var mebibytes = double.Parse(asked.Groups[1].ValueSpan, CultureInfo.InvariantCulture) / (1 << 20);
        return string.Create(CultureInfo.InvariantCulture, $"out of memory: {mebibytes:N0} MiB more were asked for");
    }

    // libtorch's words for the processor; those for GPUs name the size with its unit.
    [GeneratedRegex(@"tried to allocate (\d+) bytes")]
    private static partial Regex AskedFor();

    /// <summary>libtorch adds a backtrace of C++ below the first line.</summary>
    private static string FirstLine(Exception fault) => fault.Message.Split('\n', 2)[0].Trim();
}
