using Grid.Cli.Terminal;

namespace Grid.Cli.Tests.Terminal;

public sealed class WordsTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(45.234, "45.23")]
    [InlineData(812.34, "812.3")]
    [InlineData(12345.6, "12346")]
    [InlineData(0.00123456, "0.0012")]
    [InlineData(-1.5, "-1.50")]
    [InlineData(1e-7, "1e-07")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void A_number_is_short(double value, string text) => Assert.Equal(text, Words.Number(value));

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(185, "3:05")]
    [InlineData(7384, "2:03:04")]
    [InlineData(273600, "3 d 04 h")]
    public void A_duration_says_what_matters(double seconds, string text) =>
        Assert.Equal(text, Words.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(1500, "1.5 kB")]
    [InlineData(2.8e6, "2.8 MB")]
    [InlineData(5e13, "50 TB")]
    public void A_size_has_a_unit(double bytes, string text) => Assert.Equal(text, Words.Bytes(bytes));
}
