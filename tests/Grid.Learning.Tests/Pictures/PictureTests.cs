using Grid.Learning.Pictures;
using StbImageSharp;

namespace Grid.Learning.Tests.Pictures;

public class PictureTests
{
    [Fact]
    public void A_saved_picture_reads_back_pixel_by_pixel()
    {
        using var folder = new TemporaryFolder();
        var picture = new Picture(5, 7) { [1, 2] = new Colour(10, 20, 30), [4, 6] = new Colour(0, 255, 1) };

        picture.Save(folder.File("a.png"));
        picture.Save(folder.File("a.png"));

        var read = ImageResult.FromMemory(File.ReadAllBytes(folder.File("a.png")), ColorComponents.RedGreenBlue);
        Assert.Equal((5, 7), (read.Height, read.Width));
        for (var place = 0; place < 35; place++)
        {
            var (row, column) = Math.DivRem(place, 7);
            Assert.Equal(picture[row, column],
                new Colour(read.Data[3 * place], read.Data[(3 * place) + 1], read.Data[(3 * place) + 2]));
        }

        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_fresh_sheet_is_white_and_ends_at_its_edges()
    {
        var picture = new Picture(2, 3);
        Assert.Equal(Colour.White, picture[1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => picture[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => picture[0, -1] = Colour.White);
    }

    [Fact]
    public void A_contact_sheet_puts_each_image_in_its_row_and_column()
    {
        // Six images of 2 x 3 pixels, image i in level 10 i.
        var images = Enumerable.Range(0, 6).SelectMany(i => Enumerable.Repeat((byte)(10 * i), 18)).ToArray();

        var sheet = ContactSheet.Of(images, 2, 3, columns: 3, scale: 2);

        Assert.Equal((4 + (2 * (4 + 4)), 4 + (3 * (6 + 4))), (sheet.Height, sheet.Width));
        for (var place = 0; place < 6; place++)
        {
            var (top, left) = (4 + (place / 3 * 8), 4 + (place % 3 * 10));
            Assert.Equal((byte)(10 * place), sheet[top, left].Red);
            Assert.Equal((byte)(10 * place), sheet[top + 3, left + 5].Blue);
            Assert.Equal(Colour.White, sheet[top + 4, left]);
            Assert.Equal(Colour.White, sheet[top, left + 6]);
        }
    }

    [Fact]
    public void A_contact_sheet_with_headings_is_the_one_without_under_a_line_of_words()
    {
        var images = new byte[2 * 18];

        var (plain, headed) = (ContactSheet.Of(images, 2, 3, columns: 2, scale: 2),
            ContactSheet.Of(images, 2, 3, columns: 2, scale: 2, "a", "b"));

        var line = headed.Height - plain.Height;
        bool IsWritten(int left) => Enumerable.Range(0, line).Any(row => headed[row, left] == Colour.Ink);
        Assert.True(IsWritten(4) && IsWritten(14), "each column has its word");
        Assert.All(Enumerable.Range(4, plain.Height - 4), row =>
            Assert.All(Enumerable.Range(0, plain.Width), column =>
                Assert.Equal(plain[row, column], headed[line + row, column])));
    }

    [Fact]
    public void A_contact_sheet_of_half_a_row_is_refused() =>
        Assert.Throws<ArgumentException>(() => ContactSheet.Of(new byte[5 * 12], 2, 2, columns: 3, scale: 1));
}
