using Grid.Learning.Data;

namespace Grid.Learning.Tests.Data;

public class ImageSetTests
{
    [Fact]
    public void Equal_content_has_an_equal_hash()
    {
        var one = Shapes.Make(1, 20, 10).Train;
        Assert.Equal(one.Sha256, Shapes.Make(1, 20, 10).Train.Sha256);
        Assert.Equal(one.Sha256, one.Select([.. Enumerable.Range(0, 20)]).Sha256);
    }

    [Fact]
    public void A_changed_pixel_label_class_name_or_order_changes_the_hash()
    {
        var one = Shapes.Make(1, 20, 10).Train;
        var pixels = Pixels(one);
        int[] labels = [.. one.Labels.Span];
        pixels[5000] ^= 1;
        var pixel = new ImageSet(one.Name, 32, 32, pixels, [.. labels], one.ClassNames);
        labels[7] = (labels[7] + 1) % 10;
        var label = new ImageSet(one.Name, 32, 32, Pixels(one), labels, one.ClassNames);
        var name = new ImageSet(
            one.Name, 32, 32, Pixels(one), [.. one.Labels.Span], one.ClassNames.SetItem(2, "moon"));
        var order = one.Select([.. Enumerable.Range(0, 20).Reverse()]);
        Assert.Equal(5, new[] { one, pixel, label, name, order }.Select(x => x.Sha256).Distinct().Count());
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ImageSet("x", 2, 2, new byte[23], [0, 0], ["a"]));
        Assert.Throws<ArgumentException>(() => new ImageSet("x", 2, 2, new byte[24], [0, 1], ["a"]));
        Assert.Throws<ArgumentException>(() => new ImageSet("x", 2, 2, new byte[24], [0, -1], ["a"]));
    }

    private static byte[] Pixels(ImageSet images)
    {
        var pixels = new byte[images.Count * images.ImageBytes];
        images.Read(0, pixels);
        return pixels;
    }
}
