using System.Buffers.Binary;
using System.Text;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Data.Formats;

namespace Grid.Learning.Tests.Data;

/// <summary>Whatever is wrong with files of data is told at once, with the file and a way out.</summary>
public class BadDataTests
{
    [Fact]
    public void Every_missing_file_of_every_format_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(4, Faults("npy", folder).Length);
        Assert.Contains(Faults("npy", folder), x => Says(x, "labels are missing", "train_labels.npy"));
        Assert.Equal(4, Faults("mnist", folder).Length);
        Assert.Equal(4, Faults("stl10", folder).Length);
        Assert.Equal(2, Faults("cifar100", folder).Length);
        Assert.Equal(2, Faults("folder", folder).Length);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", 0, 9, "begins with 0x09000803 instead of 0x00000803")]
    [InlineData("train-labels-idx1-ubyte", 3, 3, "begins with 0x00000803 instead of 0x00000801")]
    [InlineData("t10k-images-idx3-ubyte", 7, 200, "speaks of 200 images of 28 x 28")]
    [InlineData("t10k-labels-idx1-ubyte", 8, 77, "image 0 has label 77")]
    public void A_wrong_byte_of_an_IDX_file_is_named(string file, int at, byte value, string message)
    {
        using var folder = Good("mnist", 28);
        Change(folder, file, bytes => bytes[at] = value);
        Assert.Contains(Faults("mnist", folder), x => Says(x, file, message));
    }

    [Fact]
    public void A_cut_off_file_is_named_with_its_size()
    {
        foreach (var (name, size, file) in new[]
        {
            ("mnist", 28, "train-images-idx3-ubyte"), ("stl10", 96, "test_X.bin"), ("npy", 32, "train_images.npy"),
        })
        {
            using var folder = Good(name, size);
            var bytes = File.ReadAllBytes(folder.File(file))[..^1];
            File.WriteAllBytes(folder.File(file), bytes);
            Assert.Contains(Faults(name, folder), x => Says(x, file, $"{bytes.Length} bytes"));
        }
    }

    [Fact]
    public void A_cut_off_compressed_file_is_named()
    {
        using var folder = Good("mnist", 28);
        using (var memory = new MemoryStream())
        {
            using (var gzip = new System.IO.Compression.GZipStream(
                memory, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            {
                gzip.Write(File.ReadAllBytes(folder.File(Mnist.Files[0])));
            }

            File.WriteAllBytes(folder.File(Mnist.Files[0]), memory.ToArray()[..^40]);
        }

        Assert.Contains(Faults("mnist", folder), x => Says(x, Mnist.Files[0]));
    }

    [Fact]
    public void Labels_that_are_not_those_of_the_images_are_told()
    {
        using var folder = Good("npy", 32);
        WriteLabels(folder, "train_labels.npy", 3, 1, 2);
        WriteLabels(folder, "test_labels.npy", [.. Enumerable.Repeat(-1L, 40)]);
        var faults = Faults("npy", folder);
        Assert.Contains(faults, x => Says(x, "train_labels.npy has 3 labels for 20 images"));
        Assert.Contains(faults, x => Says(x, "test_labels.npy: image 0 has label -1"));
    }

    [Theory]
    [InlineData(float.NaN, "image 1 holds NaN")]
    [InlineData(1.5f, "image 1 holds 1.5, levels are 0 to 1")]
    [InlineData(float.NegativeInfinity, "image 1 holds -")]
    public void A_float_that_is_no_level_is_named_with_its_image(float value, string message)
    {
        using var folder = Good("npy", 32);
        WriteFloats(folder, at => at == (4 * 4 * 3) + 5 ? value : at / 200f);
        var faults = Faults("npy", folder);
        Assert.Contains(message, Assert.Single(faults).Message, StringComparison.Ordinal);
        Assert.Equal(faults.Select(x => x.Message),
            DataSets.Load(Recipe("npy", folder), 0).Faults.Select(x => x.Message));
    }

    [Fact]
    public void Floats_in_0_to_1_become_levels()
    {
        using var folder = Good("npy", 32);
        WriteFloats(folder, at => at / 255f);
        var images = DataSets.Load(Recipe("npy", folder)).Value!.Train;
        Assert.Equal(Enumerable.Range(0, 48).Select(x => (byte)x), images.Image(0).ToArray());
    }

    [Theory]
    [InlineData("'fortran_order': True", "Fortran order")]
    [InlineData("'descr': '<i2'", "type <i2")]
    [InlineData("'shape': (20, 32, 32)", "instead of")]
    [InlineData("'shape': (20, 96, 32, 1, 1)", "no images")]
    public void An_array_of_another_kind_is_told(string part, string message)
    {
        using var folder = Good("npy", 32);
        var key = part[..part.IndexOf(':', StringComparison.Ordinal)];
        Change(folder, "train_images.npy", bytes =>
        {
            var text = Encoding.Latin1.GetString(bytes, 0, 128);
            var from = text.IndexOf(key, StringComparison.Ordinal);
            var end = key == "'shape'" ? text.IndexOf(')', from) + 1 : text.IndexOf(',', from);
            text = (text[..from] + part + text[end..].TrimEnd()).PadRight(127) + "\n";
            Encoding.Latin1.GetBytes(text[..128]).CopyTo(bytes, 0);
        });
        Assert.Contains(Faults("npy", folder), x => Says(x, "train_images.npy", message));
    }

    [Fact]
    public void Every_damaged_picture_is_named()
    {
        using var folder = Good("folder", 16);
        var files = Directory.GetFiles(folder.File("train"), "*.png", SearchOption.AllDirectories);
        File.WriteAllText(files[3], "not a picture");
        File.WriteAllBytes(files[5], File.ReadAllBytes(files[5])[..60]);
        File.WriteAllBytes(files[7], []);
        var faults = DataSets.Load(Recipe("folder", folder).With(DataSettings.Size, 16)).Faults;
        Assert.Equal(3, faults.Length);
        Assert.All([files[3], files[5], files[7]], file => Assert.Contains(faults, x => Says(x, file)));
        Assert.All(faults, x => Assert.NotNull(x.Hint));
    }

    [Fact]
    public void A_JPEG_without_its_end_is_damaged()
    {
        using var folder = Good("folder", 16);
        var file = Directory.GetFiles(folder.File("train"), "*.png", SearchOption.AllDirectories)[0];
        using (var memory = new MemoryStream())
        {
            var levels = new byte[16 * 16 * 3];
            new StbImageWriteSharp.ImageWriter().WriteJpg(
                levels, 16, 16, StbImageWriteSharp.ColorComponents.RedGreenBlue, memory, 90);
            File.WriteAllBytes(Path.ChangeExtension(file, ".jpg"), memory.ToArray());
            Assert.True(DataSets.Load(Recipe("folder", folder)).IsValid);
            File.WriteAllBytes(Path.ChangeExtension(file, ".jpg"), memory.ToArray()[..^4]);
        }

        Assert.True(Says(Assert.Single(Faults("folder", folder)), ".jpg", "cut off"));
    }

    [Fact]
    public void Pictures_of_two_sizes_need_a_size()
    {
        using var folder = Good("folder", 16);
        var classFolder = Directory.GetDirectories(folder.File("train"))[0];
        new Grid.Learning.Pictures.Picture(20, 30).Save(Path.Combine(classFolder, "wide.png"));
        Assert.Contains("data.size", Assert.Single(Faults("folder", folder)).Hint, StringComparison.Ordinal);
        var images = DataSets.Load(Recipe("folder", folder).With(DataSettings.Size, 12)).Value!.Train;
        Assert.Equal((21, 12, 12), (images.Count, images.Height, images.Width));
    }

    [Fact]
    public void A_class_that_is_only_tested_is_a_fault()
    {
        using var folder = Good("folder", 16);
        Directory.CreateDirectory(folder.File("test/zebra"));
        Assert.True(Says(Assert.Single(Faults("folder", folder)), "zebra"));
    }

    [Theory]
    [InlineData("cifar10", 28, "32 x 32")]
    [InlineData("stl10", 32, "96 x 96")]
    [InlineData("bmp", 32, "no layout 'bmp'")]
    public void A_layout_that_cannot_hold_the_images_is_refused(string layout, int size, string message)
    {
        using var folder = new TemporaryFolder();
        var recipe = Settings.Of((DataSettings.Size, size), (DataSettings.Limit, 20));
        var fault = Assert.Single(DataSets.Make(recipe, folder.Path, layout).Faults);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static Settings Recipe(string name, TemporaryFolder folder) => Settings.Of(
        (DataSettings.Name, name), (DataSettings.Root, folder.Path), (DataSettings.Validation, 0));

    private static System.Collections.Immutable.ImmutableArray<Diagnostic> Faults(
        string name, TemporaryFolder folder) => DataSets.Load(Recipe(name, folder)).Faults;

    private static bool Says(Diagnostic fault, params string[] parts) =>
        fault.Field == "data.root" && fault.Hint is not null
        && parts.All(part => fault.Message.Contains(part, StringComparison.Ordinal));

    private static TemporaryFolder Good(string name, int size)
    {
        var folder = new TemporaryFolder();
        var recipe = Settings.Of((DataSettings.Images, 100), (DataSettings.Limit, 20), (DataSettings.Size, size));
        Assert.True(DataSets.Make(recipe, folder.Path, name).IsValid);
        return folder;
    }

    private static void Change(TemporaryFolder folder, string file, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(folder.File(file));
        change(bytes);
        File.WriteAllBytes(folder.File(file), bytes);
    }

    private static void WriteLabels(TemporaryFolder folder, string file, params long[] labels)
    {
        var header = HeaderOf($"'<i8', 'fortran_order': False, 'shape': ({labels.Length},)");
        File.WriteAllBytes(folder.File(file), [.. header, .. labels.SelectMany(BitConverter.GetBytes)]);
    }

    /// <summary>Two 4 x 4 training images and two test images.</summary>
    private static void WriteFloats(TemporaryFolder folder, Func<int, float> level)
    {
        var header = HeaderOf("'<f4', 'fortran_order': False, 'shape': (2, 4, 4, 3)");
        byte[] Image(Func<int, float> of) =>
            [.. header, .. Enumerable.Range(0, 96).SelectMany(at => BitConverter.GetBytes(of(at)))];
        File.WriteAllBytes(folder.File("train_images.npy"), Image(at => level(at)));
        File.WriteAllBytes(folder.File("test_images.npy"), Image(_ => 0.5f));
        WriteLabels(folder, "train_labels.npy", 0, 1);
        WriteLabels(folder, "test_labels.npy", 0, 1);
    }

    private static byte[] HeaderOf(string content)
    {
        var text = ("{'descr': " + content + ", }").PadRight(117) + "\n";
        byte[] bytes = [0x93, .. Encoding.Latin1.GetBytes("NUMPY"), 1, 0, 118, 0, .. Encoding.Latin1.GetBytes(text)];
        Assert.Equal(118, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)));
        return bytes;
    }
}
