namespace Grid.Cli.Tests;

public sealed class ExampleTests
{
    [Fact]
    public async Task Every_example_is_well_formed()
    {
        var examples = Directory.GetFiles(Path.Combine(Checkout.Root, "examples"), "*.yaml");
        Assert.NotEmpty(examples);
        foreach (var file in examples)
        {
            using var talk = new StringWriter();
            var code = await GridCommand.Run(
                ["sweep", "check", file], TextWriter.Null, talk, TestContext.Current.CancellationToken);
            Assert.True(code == 0, $"{file}: {talk}");
        }
    }
}
