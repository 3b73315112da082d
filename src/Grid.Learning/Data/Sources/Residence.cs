using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grid.Core;

namespace Grid.Learning.Data.Sources;

/// <summary>Reads every image of a data set once: into memory where they fit, else to see that it can be
/// read.</summary>
internal static class Residence
{
    private const int FaultsTold = 20;

    /// <summary>What the images of a data set may take of this machine's memory, in bytes: a quarter.</summary>
    public static long MachineBudget => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>The same parts, in memory where together they take no more than a number of bytes.</summary>
    public static Result<ImageSplits> Settle(ImageSplits splits, long budget)
    {
        ImageSet[] parts = [splits.Train, splits.Validation, splits.Test, splits.Labelled];
        var distinct = parts.Distinct().ToArray();
        var fits = distinct.Sum(part => (long)part.Count * part.ImageBytes) <= budget;
        var faults = new ConcurrentQueue<string>();
        var settled = distinct.ToDictionary(part => part, part => Settle(part, fits, faults));
        return faults.IsEmpty
            ? Result<ImageSplits>.Valid(new ImageSplits(
                settled[splits.Train], settled[splits.Validation], settled[splits.Test], settled[splits.Labelled]))
            : Result<ImageSplits>.Invalid(Diagnostics(faults));
    }

    private static ImageSet Settle(ImageSet images, bool fits, ConcurrentQueue<string> faults)
    {
        if (images.IsResident)
        {
            return images;
        }

        var (source, imageBytes) = (images.Source, images.ImageBytes);
        var held = fits && (long)images.Count * imageBytes <= Array.MaxLength
            ? GC.AllocateUninitializedArray<byte>(images.Count * imageBytes)
            : null;
        var threads = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, images.Count, threads, () => new byte[imageBytes], (row, _, scratch) =>
        {
            try
            {
                source.Read(row, held is null ? scratch : held.AsSpan(row * imageBytes, imageBytes));
            }
            catch (InvalidDataException fault)
            {
                faults.Enqueue(fault.Message);
            }

            return scratch;
        }, _ => { });
        return held is null
            ? images
            : images.With(new ResidentPixels(held, images.Count, images.Height, images.Width));
    }

    private static ImmutableArray<Diagnostic> Diagnostics(ConcurrentQueue<string> faults)
    {
        const string hint = "bring a good copy, or take the file out";
        var told = faults.Order(StringComparer.Ordinal).Take(FaultsTold)
            .Select(fault => new Diagnostic(DataSettings.Root, fault, hint));
        return faults.Count > FaultsTold
            ? [.. told, new Diagnostic(DataSettings.Root, $"and {faults.Count - FaultsTold} more like these")]
            : [.. told];
    }
}
