using System.Xml.Linq;
using Grid.Core.Sweeps;

namespace Grid.Tests.Architecture;

/// <summary>Which project may know which, and where the big libraries stay.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Grid.Core"] = [],
        ["Grid.Learning"] = ["Grid.Core"],
        ["Grid.Storage"] = ["Grid.Core"],
        ["Grid.Orleans"] = ["Grid.Core"],
        ["Grid.Server"] = ["Grid.Core"],
        ["Grid.Cli"] = ["Grid.Core", "Grid.Learning", "Grid.Storage", "Grid.Orleans", "Grid.Server"],
    };

    [Fact]
    public void Projects_know_only_what_the_architecture_allows()
    {
        var projects = Projects().ToArray();

        Assert.True(projects.Length >= 5, "the projects were not found");
        Assert.All(projects, project =>
        {
            Assert.Contains(project.Name, Allowed.Keys);
            Assert.Empty(project.References("ProjectReference").Select(x => Path.GetFileNameWithoutExtension(x)!)
                .Except(Allowed[project.Name]));
        });
    }

    [Theory]
    [InlineData("Microsoft.Orleans", "Grid.Orleans", "Grid.Cli")]
    [InlineData("TorchSharp", "Grid.Learning")]
    [InlineData("libtorch", "Grid.Learning")]
    [InlineData("Microsoft.Data.Sqlite", "Grid.Storage")]
    [InlineData("Azure", "Grid.Storage")]
    [InlineData("YamlDotNet", "Grid.Storage")]
    [InlineData("Spectre.Console", "Grid.Cli")]
    public void A_library_is_known_only_where_it_belongs(string package, params string[] allowed)
    {
        var users = Projects().Where(x => x.References("PackageReference")
            .Any(name => name.StartsWith(package, StringComparison.Ordinal)));

        Assert.Empty(users.Select(x => x.Name).Except(allowed));
    }

    [Fact]
    public void Core_references_the_base_library_only()
    {
        var references = typeof(SweepSpec).Assembly.GetReferencedAssemblies().Select(x => x.Name!).ToArray();

        Assert.Contains("System.Runtime", references);
        Assert.All(references, x => Assert.StartsWith("System.", x, StringComparison.Ordinal));
    }

    private static IEnumerable<Project> Projects() =>
        from file in Checkout.Files("*.csproj")
        where Checkout.NameOf(file).StartsWith("src", StringComparison.Ordinal)
        select new Project(Path.GetFileNameWithoutExtension(file.Name), XDocument.Load(file.FullName));

    private sealed record Project(string Name, XDocument Content)
    {
        public IEnumerable<string> References(string kind) =>
            Content.Descendants(kind).Select(x => x.Attribute("Include")?.Value.Replace('\\', '/')).OfType<string>();
    }
}
