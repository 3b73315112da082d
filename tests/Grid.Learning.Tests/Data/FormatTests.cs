using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Data.Formats;

namespace Grid.Learning.Tests.Data;

public class FormatTests
{
    private const long Everything = long.MaxValue;

    private static Settings Recipe(string name, TemporaryFolder folder) => Settings.Of(
        (DataSettings.Name, name), (DataSettings.Root, folder.Path), (DataSettings.Validation, 0));

    private static ImageParts Parts(int size, bool unlabelled = false)
    {
        var splits = DataSets.Load(Settings.Of((DataSettings.Images, 100), (DataSettings.Limit, 40),
            (DataSettings.Size, size), (DataSettings.Validation, 0.5))).Value!;
        return new ImageParts(splits.Train, splits.Test) { Unlabelled = unlabelled ? splits.Validation : null };
    }

    private static byte[] Pixels(ImageSet images)
    {
        var pixels = new byte[images.Count * images.ImageBytes];
        images.Read(0, pixels);
        return pixels;
    }

    [Theory]
    [InlineData("cifar10", 32)]
    [InlineData("mnist", 28)]
    [InlineData("npy", 20)]
    [InlineData("folder", 24)]
    [InlineData("stl10", 96)]
    public void Written_files_read_back_as_the_same_images_in_memory_and_mapped(string name, int size)
    {
        using var folder = new TemporaryFolder();
        var parts = Parts(size);
        Assert.True(DataWriter.Write(name, folder.Path, parts).IsValid);

        var held = DataSets.Load(Recipe(name, folder), Everything).Value!;
        var mapped = DataSets.Load(Recipe(name, folder), 0).Value!;

        Assert.True(held.Train.IsResident);
        Assert.False(mapped.Train.IsResident);
        foreach (var (read, written) in new[] { (held.Train, parts.Train), (mapped.Test, parts.Test) })
        {
            // In the order of their content: folders put the classes into the order of their names.
            Assert.Equal(Rows(written, name == "mnist"), Rows(read, grey: false));
        }

        Assert.Equal(held.Train.Sha256, mapped.Train.Sha256);
        Assert.Equal(Pixels(held.Test), Pixels(mapped.Test));
    }

    [Theory]
    [InlineData("npy", 16)]
    [InlineData("folder", 16)]
    [InlineData("stl10", 96)]
    public void Images_without_labels_are_trained_on_and_the_others_measure(string name, int size)
    {
        using var folder = new TemporaryFolder();
        var parts = Parts(size, unlabelled: true);
        Assert.True(DataWriter.Write(name, folder.Path, parts).IsValid);

        var recipe = Recipe(name, folder).With(DataSettings.Train, "unlabelled").With(DataSettings.Validation, 0.5);
        var splits = DataSets.Load(recipe).Value!;

        Assert.False(splits.Train.HasLabels);
        Assert.Equal(Pixels(parts.Unlabelled!), Pixels(splits.Train));
        Assert.Equal(parts.Train.Count, splits.Labelled.Count + splits.Validation.Count);
        Assert.True(splits.Labelled.HasLabels);
        Assert.Equal(4, DataSets.Check(recipe).Value!.Parts.Length);
    }

    [Fact]
    public void Without_such_images_training_on_them_is_a_fault()
    {
        var fault = Assert.Single(DataSets.Load(Settings.Of((DataSettings.Train, "unlabelled"))).Faults);
        Assert.Equal("data.train", fault.Field);
    }

    [Fact]
    public void Columns_of_STL_10_come_first()
    {
        using var folder = new TemporaryFolder();
        const int plane = 96 * 96;
        var image = new byte[3 * plane];
        image[(5 * 96) + 2] = 200; // column 5, row 2, red
        image[(2 * plane) + (7 * 96) + 1] = 100; // column 7, row 1, blue
        foreach (var part in new[] { "train", "test" })
        {
            File.WriteAllBytes(folder.File($"{part}_X.bin"), image);
            File.WriteAllBytes(folder.File($"{part}_y.bin"), [10]);
        }

        var read = DataSets.Load(Recipe("stl10", folder)).Value!.Train;

        Assert.Equal(200, read.Image(0)[((2 * 96) + 5) * 3]);
        Assert.Equal(100, read.Image(0)[(((1 * 96) + 7) * 3) + 2]);
        Assert.Equal("truck", read.ClassNames[read.Labels.Span[0]]);
    }

    [Fact]
    public void CIFAR_100_has_fine_and_coarse_labels()
    {
        using var folder = new TemporaryFolder();
        var records = new byte[2 * 3074];
        (records[0], records[1], records[2]) = (19, 99, 77);
        (records[3074], records[3075]) = (4, 30);
        File.WriteAllBytes(folder.File("train.bin"), records);
        File.WriteAllBytes(folder.File("test.bin"), records);
        File.WriteAllLines(folder.File("coarse_label_names.txt"), Enumerable.Range(0, 20).Select(x => $"group{x}"));

        var fine = DataSets.Load(Recipe("cifar100", folder)).Value!.Train;
        var coarse = DataSets.Load(Recipe("cifar100", folder).With(DataSettings.Labels, "coarse")).Value!.Train;

        Assert.Equal([99, 30], fine.Labels.ToArray());
        Assert.Equal(100, fine.ClassNames.Length);
        Assert.Equal([19, 4], coarse.Labels.ToArray());
        Assert.Equal("group19", coarse.ClassNames[19]);
        Assert.Equal(77, fine.Image(0)[0]);
    }

    [Fact]
    public void Compressed_IDX_files_read_like_plain_ones()
    {
        using var folder = new TemporaryFolder();
        DataWriter.Write("mnist", folder.Path, Parts(28));
        var plain = DataSets.Load(Recipe("mnist", folder)).Value!.Train.Sha256;
        foreach (var file in Mnist.Files)
        {
            using (var target = File.Create(folder.File(file + ".gz")))
            using (var gzip = new System.IO.Compression.GZipStream(
                target, System.IO.Compression.CompressionMode.Compress))
            {
                gzip.Write(File.ReadAllBytes(folder.File(file)));
            }

            File.Delete(folder.File(file));
        }

        Assert.Equal(plain, DataSets.Load(Recipe("mnist", folder)).Value!.Train.Sha256);
        Assert.Equal(plain, DataSets.Load(Recipe("mnist", folder), 0).Value!.Train.Sha256);
    }

    [Fact]
    public void Images_become_one_size_wherever_they_lie()
    {
        using var folder = new TemporaryFolder();
        DataWriter.Write("npy", folder.Path, Parts(32));
        var recipe = Recipe("npy", folder).With(DataSettings.Size, 13);

        var held = DataSets.Load(recipe).Value!.Test;
        var mapped = DataSets.Load(recipe, 0).Value!.Test;

        Assert.Equal((13, 13), (held.Height, held.Width));
        Assert.Equal(held.Sha256, mapped.Sha256);
    }

    private static IEnumerable<string> Rows(ImageSet images, bool grey) => Enumerable.Range(0, images.Count)
        .Select(row => images.ClassNames[images.Labels.Span[row]] + " " + Convert.ToHexString(grey
            ? [.. Greys(images.Image(row).ToArray())]
            : images.Image(row)))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<byte> Greys(byte[] image) => image.Chunk(3).SelectMany(x =>
        Enumerable.Repeat((byte)(((19595 * x[0]) + (38470 * x[1]) + (7471 * x[2]) + 32768) >> 16), 3));
}
