using System.CommandLine;
using Grid.Cli.Composition;
using Grid.Cli.Invocations;
using Grid.Storage.Yaml;

namespace Grid.Cli.Running;

/// <summary>grid demo</summary>
internal static class RunDemo
{
    public static Command Create()
    {
        var options = new RunOptions();
        return Verb.Of("demo", "A small real sweep from end to end, in a few minutes", options.All, async x =>
        {
            await using var resource = typeof(RunDemo).Assembly.GetManifestResourceStream("demo.yaml")!;
            using var reader = new StreamReader(resource);
            var text = await reader.ReadToEndAsync(x.Stop);
            var spec = SweepYaml.Read(text, RecipeSchemas.All, Environment.GetEnvironmentVariable);
            return spec.IsValid ? await options.Start(x, spec.Value, "grid demo") : x.Refuse(spec.Faults);
        });
    }
}
