using Grid.Cli.Running;

namespace Grid.Cli.Tests;

public sealed class ExampleTests
{
    private static readonly string Examples = Path.Combine(Checkout.Root, "examples");

    [Fact]
    public async Task Every_example_is_well_formed()
    {
        var examples = Directory.GetFiles(Examples, "*.yaml");
        Assert.NotEmpty(examples);
        foreach (var file in examples)
        {
            await AssertWellFormed(file);
        }
    }

    [Fact]
    public async Task The_demo_takes_photographs_where_the_user_has_them()
    {
        var folder = Directory.CreateTempSubdirectory("grid-demo-").FullName;
        try
        {
            var text = await File.ReadAllTextAsync(
                Path.Combine(Examples, "demo.yaml"), TestContext.Current.CancellationToken);
            Assert.Same(text, RunDemo.OnPhotographs(text, folder));
            Assert.Same(text, RunDemo.OnPhotographs(text, null));

            await File.WriteAllBytesAsync(
                Path.Combine(folder, "test_batch.bin"), [], TestContext.Current.CancellationToken);
            var photographs = RunDemo.OnPhotographs(text, folder);
            Assert.Contains("{ name: cifar10, root: ${GRID_DATA}, ", photographs, StringComparison.Ordinal);
            var file = Path.Combine(folder, "demo.yaml");
            var on = photographs.Replace("${GRID_DATA}", folder, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, on, TestContext.Current.CancellationToken);
            await AssertWellFormed(file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AssertWellFormed(string file)
    {
        using var talk = new StringWriter();
        var code = await GridCommand.Run(
            ["sweep", "check", file], TextWriter.Null, talk, TestContext.Current.CancellationToken);
        Assert.True(code == 0, $"{file}: {talk}");
    }
}
