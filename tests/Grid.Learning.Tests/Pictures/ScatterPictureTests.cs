using System.Collections.Immutable;
using Grid.Learning.Pictures;

namespace Grid.Learning.Tests.Pictures;

public sealed class ScatterPictureTests
{
    [Fact]
    public void Points_stand_where_they_are_in_the_colour_of_their_class()
    {
        // A square of four corners and its middle.
        ImmutableArray<double> places = [0, 0, 1, 0, 0, 1, 1, 1, 0.5, 0.5];
        var picture = ScatterPicture.Of([new ScatterPanel("PCA", places)], [0, 0, 1, 1, 2], ["a", "b", "c"]);
        bool Is(int row, int column, int label)
        {
            var (found, wanted) = (picture[row, column], ScatterPicture.ColourOf(label, 3));
            return Math.Abs(found.Red - (51 + (0.8 * wanted.Red))) < 2
                && Math.Abs(found.Green - (51 + (0.8 * wanted.Green))) < 2
                && Math.Abs(found.Blue - (51 + (0.8 * wanted.Blue))) < 2;
        }

        Assert.True(Is(40 + 24 + 592, 24 + 24, 0), "lower left");
        Assert.True(Is(40 + 24, 24 + 24 + 592, 1), "upper right");
        Assert.True(Is(40 + 24 + 296, 24 + 24 + 296, 2), "middle");
        Assert.Equal(Colour.White, picture[200, 200]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(30)]
    public void Every_class_has_a_colour_of_its_own(int classes) => Assert.Equal(classes,
        Enumerable.Range(0, classes).Select(x => ScatterPicture.ColourOf(x, classes)).Distinct().Count());

    [Fact]
    public void Points_in_one_place_and_hundreds_of_classes_are_drawn_all_the_same()
    {
        ImmutableArray<string> names = [.. Enumerable.Range(0, 300).Select(x => $"a class with a long name {x}")];
        var picture = ScatterPicture.Of([new ScatterPanel("t-SNE", [1, 1, 1, 1])], [0, 299], names);
        Assert.True(picture.Width > 640 + (4 * 200));
        Assert.Throws<ArgumentException>(() =>
            ScatterPicture.Of([new ScatterPanel("t-SNE", [1, 1])], [0, 1], names));
    }

    [Fact]
    public void Letters_are_dots_of_the_asked_size()
    {
        var picture = new Picture(20, 20);
        var ink = new Colour(0, 0, 0);
        Letters.Write(picture, "L", 1, 2, 2, ink);
        var inked = Enumerable.Range(0, 400).Where(x => picture[x / 20, x % 20] == ink).ToArray();
        // Seven dots down and four more to the right, of four pixels.
        Assert.Equal(44, inked.Length);
        Assert.Equal((1, 2), (inked[0] / 20, inked[0] % 20));
        Letters.Write(picture, "outside", 15, 10, 3, ink);
    }
}
