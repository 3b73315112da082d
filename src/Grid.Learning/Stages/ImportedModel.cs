using System.Security.Cryptography;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Learning.Diffusion;
using Grid.Learning.Training;
using Grid.Learning.Weights;

namespace Grid.Learning.Stages;

/// <summary>
/// A diffusion model that somebody else trained, in place of our own: checked, and written as ours are. The settings
/// hold the file's hash, since a path does not say which model it is.
/// </summary>
internal static class ImportedModel
{
    /// <summary>Makes the stage's output of a file.</summary>
    internal static AttemptEnd Run(StageWork work, DiffusionPlan plan, string path)
    {
        var read = WeightFile.Read(StageCatalog.Weights, path);
        if (!read.IsValid)
        {
            return Failures.Of(read.Faults);
        }

        using var stream = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (work.Order.Recipe.Text(StageCatalog.WeightsHash) is var wanted && wanted != hash)
        {
            return Failures.Of([new Diagnostic(StageCatalog.WeightsHash,
                $"'{path}' has the SHA-256 {hash}, the recipe says '{wanted}'",
                $"if it is the right file, set {StageCatalog.WeightsHash}: {hash}")]);
        }

        using var network = new UNet(plan.Network, learns: false);
        var faults = UNetWeights.Load(network, StageCatalog.Weights, read.Value);
        if (!faults.IsEmpty)
        {
            return Failures.Of(faults);
        }

        work.Blobs.PutIfAbsent(work.Output, UNetWeights.Write(network, work.Facts)).GetAwaiter().GetResult();
        return new AttemptEnd.Finished(MetricText.Read(""), null);
    }
}
