using System.Text.Json;
using Grid.Cli.Sweeps;
using Grid.Cli.Terminal;
using Grid.Core.Json;

namespace Grid.Cli.Tests.Sweeps;

public sealed class ShowResultsTests
{
    [Theory]
    [InlineData("table")]
    [InlineData("markdown")]
    [InlineData("csv")]
    public void Results_read_the_same_as_before(string format) => Snapshot.Match(Printed(format), name: format);

    [Fact]
    public void Json_is_the_contract()
    {
        var read = JsonSerializer.Deserialize(Printed("json"), GridJson.Default.SweepResults);
        Assert.Equal(45.25, read!.Trials[0].Mean);
        Assert.Equal(2, read.Trials[1].Failed.Length);
    }

    private static string Printed(string format)
    {
        using var data = new StringWriter();
        ShowResults.Write(new Output(data, TextWriter.Null, TerminalTraits.Plain), Samples.Results, format);
        return data.ToString();
    }
}
