using System.CommandLine;
using Grid.Cli.Composition;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Recipes;
using Grid.Learning.Methods;

namespace Grid.Cli.Methods;

/// <summary>grid method list|show</summary>
internal static class MethodCommands
{
    public static Command List() => Verb.Of("list", "Methods that recipes can name", [], x =>
        Task.FromResult(x.Show(MethodCatalog.Specs, () =>
        {
            var table = new Table(new("method"), new("what it does"), new("paper"));
            foreach (var spec in MethodCatalog.Specs)
            {
                table.Add(spec.Name, spec.Summary, spec.Paper);
            }

            x.Output.Raw(table.ToText());
        })));

    public static Command Show()
    {
        var name = new Argument<string>("METHOD") { Description = "A method: grid method list" };
        return Verb.Of("show", "A method's settings, with its defaults", [name], x =>
        {
            var schema = RecipeSchemas.All;
            return Task.FromResult(schema.Method(x.Of(name)) is { } spec
                ? x.Show(spec, () => Write(x.Output, spec, schema))
                : x.Refuse(schema.UnknownMethod(x.Of(name))));
        });
    }

    private static void Write(Output output, MethodSpec spec, RecipeSchema schema)
    {
        output.Data($"{output.Bold(spec.Name)}  {spec.Summary}");
        output.Data(spec.Paper);
        foreach (var rule in spec.Rules)
        {
            output.Data($"rule  {rule.Expression}: {rule.Message}");
        }

        var table = new Table(new("setting"), new("default"), new("may be"), new("meaning"));
        foreach (var x in schema.SettingsOf(spec.Name))
        {
            table.Add(x.Path, x.Default?.ToString() ?? "must be given", x.Describe(), x.Summary);
        }

        output.Data("");
        output.Raw(table.ToText());
    }
}
