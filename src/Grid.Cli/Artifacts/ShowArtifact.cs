using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Ports;

namespace Grid.Cli.Artifacts;

/// <summary>grid artifact show ARTIFACT</summary>
internal static class ShowArtifact
{
    public static Command Create()
    {
        var artifact = new Argument<string>("ARTIFACT") { Description = "An artifact's id: diffusion@3f2a9c01b7de" };
        return Verb.Asking("show", "What an artifact is made of, and where it lies", [artifact], async (x, grid) =>
            x.Show(await grid.Artifact(new(x.Of(artifact)), x.Stop), found =>
                x.Show(found, () => Write(x.Output, found, ContactSheets.Of(found.Summary, x.Home)))));
    }

    private static void Write(Output output, ArtifactDetail found, string? sheet)
    {
        var summary = found.Summary;
        output.Data($"{output.Bold(summary.Id.Value)}  {Words.Standing(summary.Phase, summary.Reason)}");
        output.Data($"blob        {summary.Output}"
            + (summary.Bytes > 0 ? $", {Words.Bytes(summary.Bytes)}" : ""));
        if (sheet is not null)
        {
            output.Data($"picture     {sheet}");
        }

        output.Data($"built from  {(found.Spec.Inputs.IsEmpty ? "the images" : "")}"
            + string.Join(' ', found.Spec.Inputs.Select(y => y.Id)));
        output.Data($"used by     {string.Join(' ', summary.Users)}");
        foreach (var (path, value) in found.Spec.Recipe)
        {
            output.Data($"  {path}: {value}");
        }

        output.Hint(summary.Next ?? $"grid why {summary.Id}");
    }
}
