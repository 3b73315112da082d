using Grid.Learning.Data;

namespace Grid.Learning.Tests.Data;

public class ShapesTests
{
    [Fact]
    public void Images_are_the_same_on_every_machine()
    {
        // Recipes and artifacts are named by this hash: a change of the drawing is a new data set.
        var (train, test) = Shapes.Make(0, 100, 50);
        Assert.Equal("988332ff9a04af53071803d3d3878b1db230590af40b13313094a5b1a02f2da6", train.Sha256);
        Assert.Equal("f6d06a92f1204605176ac5669fb384563bdce1b8f473e1bee352c573b402996a", test.Sha256);
    }

    [Fact]
    public void An_image_does_not_depend_on_how_many_are_made()
    {
        var many = Shapes.Make(5, 200, 100);
        var few = Shapes.Make(5, 30, 10);
        Assert.Equal(few.Train.Sha256, many.Train.Select([.. Enumerable.Range(0, 30)]).Sha256);
        Assert.Equal(few.Test.Sha256, many.Test.Select([.. Enumerable.Range(0, 10)]).Sha256);
    }

    [Fact]
    public void Seeds_and_parts_differ()
    {
        var (train, test) = Shapes.Make(1, 20, 20);
        Assert.NotEqual(train.Sha256, test.Sha256);
        Assert.NotEqual(train.Sha256, Shapes.Make(2, 20, 20).Train.Sha256);
    }

    [Fact]
    public void Classes_are_balanced()
    {
        var train = Shapes.Make(1, 200, 10).Train;
        Assert.Equal(10, train.ClassNames.Length);
        Assert.All(train.Labels.ToArray().CountBy(label => label), pair => Assert.Equal(20, pair.Value));
    }

    [Fact]
    public void Every_image_shows_its_outline_in_grey()
    {
        var train = Shapes.Make(4, 500, 10).Train;
        for (var row = 0; row < train.Count; row++)
        {
            var image = train.Image(row);
            double sum = 0, squares = 0;
            for (var at = 0; at < image.Length; at += 3)
            {
                var grey = (0.299 * image[at]) + (0.587 * image[at + 1]) + (0.114 * image[at + 2]);
                (sum, squares) = (sum + grey, squares + (grey * grey));
            }

            var deviation = Math.Sqrt((squares / 1024) - Math.Pow(sum / 1024, 2));
            Assert.True(deviation > 12, $"image {row} ({train.ClassNames[train.Labels.Span[row]]}): {deviation:F1}");
        }
    }
}
