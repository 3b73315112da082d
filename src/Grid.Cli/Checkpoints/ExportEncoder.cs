using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Checkpoints;
using Grid.Learning.Data.Formats;
using Grid.Learning.Torch;

namespace Grid.Cli.Checkpoints;

/// <summary>grid checkpoint export RUN --encoder FILE --embeddings FILE</summary>
internal static class ExportEncoder
{
    private const string Suffix = ".npy";

    public static Command Create()
    {
        var encoder = Flags.Text("--encoder", "Write the encoder's weights, under torchvision's names", "SAFETENSORS");
        var embeddings = Flags.Text("--embeddings", "Write features of images; labels go beside it", "NPY");
        var data = new DataOptions();
        const string summary = "Take an encoder or its features to other programs";
        return EncoderVerb.Of("export", summary, [encoder, embeddings, .. data.All], (x, recipe, trained) =>
        {
            var faults = Check(x.Of(encoder), x.Of(embeddings));
            if (faults.Length > 0)
            {
                return x.Refuse([.. faults]);
            }

            var files = new List<ExportedFile>();
            if (x.Of(encoder) is { } weights)
            {
                var bytes = trained.Export();
                WholeFile.Write(weights, file => file.Write(bytes));
                files.Add(new ExportedFile(
                    weights, $"encoder after {trained.Step} steps, {Words.Bytes(bytes.Length)}"));
            }

            if (x.Of(embeddings) is { } features)
            {
                var written = Embed(x, recipe, trained, data, features);
                if (!written.IsValid)
                {
                    return x.Refuse(written.Faults);
                }

                files.AddRange(written.Value);
            }

            return x.Show(files.ToArray(), () => files.ForEach(file => x.Output.Data($"{file.Path}  {file.Holds}")));
        });
    }

    private static Diagnostic[] Check(string? encoder, string? embeddings)
    {
        if (encoder is null && embeddings is null)
        {
            return [new("--encoder", "nothing to export", "name a file with --encoder, --embeddings, or both")];
        }

        Diagnostic?[] faults =
        [
            encoder is null ? null : ResultFile.Check("--encoder", encoder),
            embeddings is null ? null : ResultFile.Check("--embeddings", embeddings),
            embeddings?.EndsWith(Suffix, StringComparison.Ordinal) == false
                ? new Diagnostic(
                    "--embeddings", $"'{embeddings}' does not end in {Suffix}", $"try {embeddings}{Suffix}")
                : null,
        ];
        return [.. faults.OfType<Diagnostic>()];
    }

    private static Result<ExportedFile[]> Embed(
        Invocation x, Settings recipe, TrainedEncoder trained, DataOptions data, string path)
    {
        var images = data.LoadPart(x, recipe);
        if (!images.IsValid)
        {
            return Result<ExportedFile[]>.Invalid(images.Faults);
        }

        var encoded = trained.Encode(images.Value);
        if (!encoded.IsValid)
        {
            return Result<ExportedFile[]>.Invalid(encoded.Faults);
        }

        using var features = encoded.Value;
        var labels = path[..^Suffix.Length] + ".labels" + Suffix;
        WholeFile.Write(path, file => file.Write(Npy.Write(features.Rows)));
        var rows = new ExportedFile(path, $"float32 [{features.Rows.size(0)}, {features.Rows.size(1)}], features of "
            + $"{images.Value.Name} in the data set's order");
        if (!images.Value.HasLabels)
        {
            return Result<ExportedFile[]>.Valid([rows]);
        }

        WholeFile.Write(labels, file => file.Write(Npy.Write(features.Labels)));
        return Result<ExportedFile[]>.Valid([rows, new(labels,
            $"int64 [{features.Labels.size(0)}], classes: {string.Join(", ", images.Value.ClassNames)}")]);
    }
}

/// <summary>A file that "grid checkpoint export" wrote.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Holds">What is in it.</param>
internal sealed record ExportedFile(string Path, string Holds);
