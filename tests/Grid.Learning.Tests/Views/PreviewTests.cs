using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Views;

namespace Grid.Learning.Tests.Views;

public class PreviewTests
{
    private static readonly Settings Recipe = Settings.Of(("augment.pipeline", "simclr"), ("augment.crop_min", 0.08));

    [Fact]
    public void Rows_begin_with_an_image_and_go_on_with_the_views_of_training()
    {
        var images = Shapes.Make(3, 5, 1).Train;
        var picture = Preview.Of(images, Recipe, count: 9, views: 3, seed: 4);

        var views = new byte[2 * 5 * images.ImageBytes];
        var augmenter = new Augmenter(Recipe);
        for (var row = 0; row < 5; row++)
        {
            augmenter.Write(images, [0, 1, 2, 3, 4], 4, 0, views);
            AssertCell(picture, row, 0, images.Image(row));
            AssertCell(picture, row, 1, views.AsSpan(row * images.ImageBytes, images.ImageBytes));
            AssertCell(picture, row, 2, views.AsSpan((5 + row) * images.ImageBytes, images.ImageBytes));
            augmenter.Write(images, [0, 1, 2, 3, 4], 4, 1, views);
            AssertCell(picture, row, 3, views.AsSpan(row * images.ImageBytes, images.ImageBytes));
        }
    }

    private static void AssertCell(
        Grid.Learning.Pictures.Picture picture, int row, int column, ReadOnlySpan<byte> image)
    {
        for (var place = 0; place < 32 * 32; place++)
        {
            // Pixels are squares of two, cells are four apart.
            var colour = picture[4 + (row * 68) + (place / 32 * 2), 4 + (column * 68) + (place % 32 * 2)];
            Assert.Equal((image[3 * place], image[(3 * place) + 1]), (colour.Red, colour.Green));
        }
    }
}
