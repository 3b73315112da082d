using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Grid.Tests.Architecture;

/// <summary>Methods fit a screen, measured by the lines that their debug information names.</summary>
public sealed class MethodLengthTests
{
    private const int MaxLines = 70;

    [Fact]
    public void Methods_fit_a_screen()
    {
        var methods = Assemblies().SelectMany(Methods).ToArray();

        Assert.Contains(methods, x => x.Name == nameof(Methods_fit_a_screen) && x.Lines is > 3 and < 20);
        Assert.True(methods.Count(x => x.Name == "Step") >= 2, "the machines of Core were not seen");
        Assert.DoesNotContain(methods, x => x.Lines > MaxLines);
    }

    private static IEnumerable<string> Assemblies() => Directory.GetFiles(AppContext.BaseDirectory, "*rid*.dll")
        .Where(x =>
            Path.GetFileName(x).StartsWith("Grid.", StringComparison.Ordinal) || Path.GetFileName(x) == "grid.dll")
        .Where(x => File.Exists(Path.ChangeExtension(x, ".pdb")));

    private static List<(string Name, int Lines, string File)> Methods(string assembly)
    {
        using var program = new PEReader(File.OpenRead(assembly));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(
            File.OpenRead(Path.ChangeExtension(assembly, ".pdb")));
        var (metadata, debug) = (program.GetMetadataReader(), symbols.GetMetadataReader());
        var methods = new List<(string, int, string)>();
        foreach (var handle in debug.MethodDebugInformation)
        {
            var method = debug.GetMethodDebugInformation(handle);
            var points = method.GetSequencePoints().Where(x => !x.IsHidden).ToArray();
            if (points.Length > 0 && NameOf(debug, points[0].Document) is var file
                && !file.EndsWith(".g.cs", StringComparison.Ordinal))
            {
                var name = metadata.GetString(metadata.GetMethodDefinition(handle.ToDefinitionHandle()).Name);
                methods.Add((name, points.Max(x => x.EndLine) - points.Min(x => x.StartLine) + 1, file));
            }
        }

        return methods;
    }

    private static string NameOf(MetadataReader debug, DocumentHandle document) =>
        debug.GetString(debug.GetDocument(document).Name);
}
