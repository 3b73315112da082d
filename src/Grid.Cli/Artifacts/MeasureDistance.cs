using System.CommandLine;
using Grid.Cli.Checkpoints;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Ports;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Probes;
using Grid.Learning.Stages;
using Grid.Learning.Torch;
using TorchSharp;

namespace Grid.Cli.Artifacts;

/// <summary>grid artifact distance ARTIFACT --encoder RUN | --inception FILE</summary>
internal static class MeasureDistance
{
    private const string Summary = "How far synthetic positives are from their images: FID or Fréchet distance";

    public static Command Create()
    {
        var artifact = new Argument<string>("ARTIFACT") { Description = "Synthetic positives: synthesis@3f2a9c01b7de" };
        var encoder = Flags.Text("--encoder", "Features of this run's encoder: a Fréchet distance, not the FID", "RUN");
        var inception = Flags.Text("--inception",
            "Features of this TorchScript network, which runs as a program: the FID if it is Inception's", "FILE");
        return Verb.Asking("distance", Summary, [artifact, encoder, inception], async (x, grid) =>
        {
            var (run, file) = (x.Of(encoder), x.Of(inception));
            if ((run is null) == (file is null))
            {
                return x.Refuse(new Diagnostic("--encoder, --inception", "name one of the two",
                    "any finished run has an encoder: grid sweep list"));
            }

            var inputs = await Load(x, grid, new(x.Of(artifact)));
            if (!inputs.IsValid)
            {
                return x.Refuse(inputs.Faults);
            }

            Natives.StartThread(Environment.ProcessorCount);
            x.Output.Talk($"encoding {Words.Count(inputs.Value.Candidates.Images.Count)} synthetic and "
                + $"{Words.Count(inputs.Value.Images.Count)} real images");
            var distance = run is null
                ? ByNetwork(inputs.Value, file!)
                : await ByEncoder(x, grid, inputs.Value, new(run));
            return x.Show(distance, found => x.Show(found, () => Write(x.Output, found)));
        });
    }

    private static async Task<Result<Inputs>> Load(Invocation x, IGrid grid, ArtifactId id)
    {
        var found = (await grid.Artifact(id, x.Stop)).Then(Finished);
        if (!found.IsValid)
        {
            return Result<Inputs>.Invalid(found.Faults);
        }

        using var home = Storage.Homes.Home.Read(x.Home).Value;
        var output = found.Value.Summary.Output;
        var blob = home is null ? null : await home.Blobs.Read(output, x.Stop);
        return blob is null
            ? Result<Inputs>.Invalid(new Diagnostic("ARTIFACT", $"{output} is not in the store of {x.Home}",
                "run this where the home lies"))
            : DataSets.Load(found.Value.Spec.Recipe).Then(splits => CandidateArray
                .Read(output, blob.Content, splits.Train)
                .Then(candidates => Result<Inputs>.Valid(new(id, splits.Train, candidates))));
    }

    private static Result<ArtifactDetail> Finished(ArtifactDetail artifact) =>
        artifact.Summary is { Stage: StageCatalog.Synthesis, Phase: ArtifactPhase.Ready }
            ? Result<ArtifactDetail>.Valid(artifact)
            : Result<ArtifactDetail>.Invalid(new Diagnostic("ARTIFACT",
                $"{artifact.Summary.Id} is no finished set of synthetic positives", "choose one: grid artifact list"));

    private static Result<Distance> ByNetwork(Inputs inputs, string file) =>
        ScriptedNetwork.Read(file).Then(opened =>
        {
            using var network = opened;
            return Measure("fid", inputs, file, network.Encode);
        });

    private static async Task<Result<Distance>> ByEncoder(Invocation x, IGrid grid, Inputs inputs, RunId run) =>
        (await EncoderVerb.Open(x, grid, run)).Then(opened =>
        {
            using var encoder = opened.Encoder;
            return Measure("frechet_distance", inputs, run.Value, images => encoder.Encode(images).Then(features =>
            {
                features.Labels.Dispose();
                return Result<torch.Tensor>.Valid(features.Rows);
            }));
        });

    private static Result<Distance> Measure(
        string name, Inputs inputs, string features, Func<ImageSet, Result<torch.Tensor>> encode) =>
        CandidateDistance.Of(inputs.Images, inputs.Candidates, encode).Then(distance => Result<Distance>.Valid(
            new(name, distance.Frechet, distance.OwnNearer, inputs.Id.Value, inputs.Candidates.Images.Count,
                inputs.Images.Count, features)));

    private static void Write(Output output, Distance found)
    {
        var name = found.Metric == "fid" ? "FID" : "Fréchet";
        output.Data($"{name,-10}{Words.Number(found.Value)}, between {Words.Count(found.Candidates)} synthetic and "
            + $"{Words.Count(found.Images)} real images; compares only with that of equal numbers");
        output.Data($"own image {Words.Number(found.OwnNearer)} % of the synthetic ones are nearer to it than to "
            + "another of its class; 50 % would be chance");
        output.Data($"features  {found.Features}");
    }

    private sealed record Inputs(ArtifactId Id, ImageSet Images, CandidateArray Candidates);
}

/// <summary>What "grid artifact distance" measured.</summary>
/// <param name="Metric">"fid" or "frechet_distance".</param>
/// <param name="Value">The squared Fréchet distance, >= 0.</param>
/// <param name="OwnNearer">Percent of the synthetic positives nearer to their own image than to another.</param>
/// <param name="Artifact">The synthetic positives.</param>
/// <param name="Candidates">How many they are.</param>
/// <param name="Images">How many real images.</param>
/// <param name="Features">The run or the file whose features they are.</param>
internal sealed record Distance(
    string Metric, double Value, double OwnNearer, string Artifact, int Candidates, int Images, string Features);
