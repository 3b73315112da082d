using Grid.Core;
using Grid.Core.Ports;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Stages;

namespace Grid.Learning.Training;

/// <summary>
/// Keeps arrays of synthetic positives in memory once for the process: runs that work from the same one share it.
/// </summary>
/// <param name="blobs">Where they come from.</param>
internal sealed class ResidentCandidates(IBlobStore blobs)
{
    private readonly LoadedOnce<CandidateArray> _loaded = new();

    /// <summary>The array that an order names, held against the images that it is for.</summary>
    internal Result<CandidateArray> Load(AttemptOrder order, ImageSet images) =>
        order.Artifacts.TryGetValue(StageCatalog.Synthesis, out var name)
            ? _loaded.Of($"{name} {images.Sha256}", () => Read(name, images))
            : Missing(StageCatalog.Synthesis, "the method needs synthetic positives, and the order names none");

    private Result<CandidateArray> Read(string name, ImageSet images) =>
        blobs.Read(name).GetAwaiter().GetResult() is { } blob
            ? CandidateArray.Read(name, blob.Content, images)
            : Missing(name, "is missing from the store");

    private static Result<CandidateArray> Missing(string field, string message) =>
        Result<CandidateArray>.Invalid(new Diagnostic(field, message, "build the synthetic positives first"));
}
