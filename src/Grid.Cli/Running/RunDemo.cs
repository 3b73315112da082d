using System.CommandLine;
using Grid.Cli.Composition;
using Grid.Cli.Invocations;
using Grid.Learning.Data.Formats;
using Grid.Storage.Yaml;

namespace Grid.Cli.Running;

/// <summary>grid demo</summary>
internal static class RunDemo
{
    private const string Drawn = "{ name: shapes, images: 1000, limit: 1000, ";
    private const string Photographs = "{ name: cifar10, root: ${GRID_DATA}, limit: 1000, ";

    public static Command Create()
    {
        var options = new RunOptions();
        return Verb.Of("demo", "A small real sweep from end to end, in a few minutes", options.All, async x =>
        {
            await using var resource = typeof(RunDemo).Assembly.GetManifestResourceStream("demo.yaml")!;
            using var reader = new StreamReader(resource);
            var data = Environment.GetEnvironmentVariable("GRID_DATA");
            var text = OnPhotographs(await reader.ReadToEndAsync(x.Stop), data);
            var spec = SweepYaml.Read(text, RecipeSchemas.All, Environment.GetEnvironmentVariable);
            return spec.IsValid ? await options.Start(x, spec.Value, "grid demo") : x.Refuse(spec.Faults);
        });
    }

    /// <summary>The demo's file, on photographs where the user has them.</summary>
    internal static string OnPhotographs(string text, string? data) =>
        data is not null && File.Exists(Path.Combine(data, Cifar10.TestFile))
            ? text.Replace(Drawn, Photographs, StringComparison.Ordinal)
            : text;
}
