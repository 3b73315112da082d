using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Data.Formats;
using Grid.Learning.Tests.Views;

namespace Grid.Learning.Tests.Data;

public class ResizingTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(32)]
    [InlineData(24)]
    [InlineData(7)]
    public void A_square_is_resized_as_the_plain_triangle_filter_does(int side)
    {
        var original = Shapes.Make(5, 3, 1).Train;
        var resized = DataSets.Load(Settings.Of((DataSettings.Seed, 5), (DataSettings.Limit, 3),
            (DataSettings.Size, side), (DataSettings.Validation, 0))).Value!.Train;
        for (var row = 0; row < 3; row++)
        {
            Assert.Equal(Plain(original.Image(row).ToArray(), 32, side), resized.Image(row).ToArray());
        }
    }

    [Fact]
    public void Of_a_picture_that_is_no_square_the_middle_is_taken()
    {
        using var folder = new TemporaryFolder();
        var picture = new Grid.Learning.Pictures.Picture(8, 14);
        for (var row = 0; row < 8; row++)
        {
            for (var column = 3; column < 11; column++)
            {
                picture[row, column] = new((byte)(20 * row), (byte)(10 * column), 5);
            }
        }

        foreach (var part in new[] { "train/a", "test/a" })
        {
            Directory.CreateDirectory(folder.File(part));
            picture.Save(folder.File(part + "/one.png"));
        }

        var image = DataSets.Load(Settings.Of((DataSettings.Name, Folders.Name), (DataSettings.Root, folder.Path),
            (DataSettings.Size, 8), (DataSettings.Validation, 0))).Value!.Train;

        for (var place = 0; place < 64; place++)
        {
            var colour = picture[place / 8, 3 + (place % 8)];
            Assert.Equal([colour.Red, colour.Green, colour.Blue], image.Image(0).Slice(3 * place, 3).ToArray());
        }
    }

    private static byte[] Plain(byte[] image, int from, int to)
    {
        var taps = PlainResampling.Of(from, to);
        var (narrowed, result) = (new byte[from * to * 3], new byte[to * to * 3]);
        for (var row = 0; row < from; row++)
        {
            taps.Apply(image.AsSpan(row * from * 3), 3, narrowed.AsSpan(row * to * 3), 3);
        }

        for (var column = 0; column < to; column++)
        {
            taps.Apply(narrowed.AsSpan(column * 3), to * 3, result.AsSpan(column * 3), to * 3);
        }

        return result;
    }
}
