using Grid.Learning.Data;
using Grid.Learning.Data.Formats;

namespace Grid.Learning.Tests.Data;

public class Cifar10Tests
{
    private const int RecordBytes = 3073;

    [Fact]
    public void Records_become_labels_and_RGB_triples()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("data_batch_1.bin"), Records(3, row => (byte)row));
        File.WriteAllBytes(folder.File("data_batch_3.bin"), Records(2, row => 9));
        File.WriteAllBytes(folder.File("test_batch.bin"), Records(1, row => 5));

        var (train, test) = Cifar10.Read(folder.Path).Value;

        Assert.Equal([0, 1, 2, 9, 9], train.Labels.ToArray());
        Assert.Equal([5], test.Labels.ToArray());
        Assert.Equal("dog", test.ClassNames[5]);
        var image = train.Image(1);
        for (var pixel = 0; pixel < 1024; pixel++)
        {
            Assert.Equal(Level(1, pixel), image[3 * pixel]);
            Assert.Equal(Level(1, 1024 + pixel), image[(3 * pixel) + 1]);
            Assert.Equal(Level(1, 2048 + pixel), image[(3 * pixel) + 2]);
        }
    }

    [Fact]
    public void Written_files_read_back_as_the_same_images()
    {
        using var folder = new TemporaryFolder();
        var (train, test) = Shapes.Make(3, 40, 10);
        var files = DataWriter.Write("cifar10", folder.Path, new ImageParts(train, test));
        Assert.Equal(3, files.Value.Length);

        var read = Cifar10.Read(folder.Path).Value;

        Assert.Equal(train.Sha256, read.Train.Sha256);
        Assert.Equal(test.Sha256, read.Test.Sha256);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void Writing_never_overwrites()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("test_batch.bin"), "mine");
        var (train, test) = Shapes.Make(3, 10, 10);

        var fault = Assert.Single(DataWriter.Write("cifar10", folder.Path, new ImageParts(train, test)).Faults);

        Assert.Contains("test_batch.bin' exists", fault.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder.File("test_batch.bin")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var fault = Assert.Single(Cifar10.Read("/nowhere/at/all").Faults);
        Assert.Equal("data.root", fault.Field);
        Assert.Contains("/nowhere/at/all", fault.Message, StringComparison.Ordinal);
        Assert.Contains("cifar-10-binary.tar.gz", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        var faults = Cifar10.Read(folder.Path).Faults;
        Assert.Equal(2, faults.Length);
        Assert.Contains(faults, x => x.Message.Contains("data_batch_1.bin", StringComparison.Ordinal));
        Assert.Contains(faults, x => x.Message.Contains("test_batch.bin' is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void The_folder_inside_and_the_Python_version_are_recognised()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("data_batch_1"), "pickle");
        Assert.Contains("Python version", Cifar10.Read(folder.Path).Faults[0].Hint, StringComparison.Ordinal);

        Directory.CreateDirectory(folder.File("cifar-10-batches-bin"));
        Assert.Contains("cifar-10-batches-bin", Cifar10.Read(folder.Path).Faults[0].Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RecordBytes - 1)]
    [InlineData((2 * RecordBytes) + 17)]
    public void A_file_that_is_cut_off_is_named_with_its_size(int bytes)
    {
        using var folder = Good();
        File.WriteAllBytes(folder.File("data_batch_2.bin"), new byte[bytes]);

        var fault = Assert.Single(Cifar10.Read(folder.Path).Faults);

        Assert.Contains("data_batch_2.bin", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"{bytes} bytes", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.Hint);
    }

    [Fact]
    public void A_label_above_nine_is_named_with_its_image()
    {
        using var folder = Good();
        File.WriteAllBytes(folder.File("data_batch_2.bin"), Records(5, row => row == 3 ? (byte)10 : (byte)0));

        var fault = Assert.Single(Cifar10.Read(folder.Path).Faults);

        Assert.Contains("image 3 has label 10", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_bad_file_is_told_at_once()
    {
        using var folder = Good();
        File.WriteAllBytes(folder.File("data_batch_2.bin"), new byte[5]);
        File.WriteAllBytes(folder.File("test_batch.bin"), new byte[7]);
        File.WriteAllText(folder.File("batches.meta.txt"), "one\ntwo\n");
        Assert.Equal(3, Cifar10.Read(folder.Path).Faults.Length);
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_a_fault()
    {
        using var folder = Good();
        File.Delete(folder.File("test_batch.bin"));
        Directory.CreateDirectory(folder.File("test_batch.bin"));
        var fault = Assert.Single(Cifar10.Read(folder.Path).Faults);
        Assert.Contains("cannot be read", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Real_CIFAR_10_reads_with_balanced_classes()
    {
        var (train, test) = Cifar10.Read(Shared.Cifar10).Value;
        Assert.True(train.Count >= 10_000, $"only {train.Count} training images");
        Assert.Equal(10, test.Labels.ToArray().Distinct().Count());
        Assert.All(train.Labels.ToArray().CountBy(label => label), pair =>
            Assert.InRange(pair.Value, 0.09 * train.Count, 0.11 * train.Count));
    }

    private static TemporaryFolder Good()
    {
        var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("data_batch_1.bin"), Records(2, row => 1));
        File.WriteAllBytes(folder.File("test_batch.bin"), Records(1, row => 2));
        return folder;
    }

    private static byte[] Records(int count, Func<int, byte> label)
    {
        var bytes = new byte[count * RecordBytes];
        for (var at = 0; at < bytes.Length; at++)
        {
            var (row, place) = (at / RecordBytes, at % RecordBytes);
            bytes[at] = place == 0 ? label(row) : Level(row, place - 1);
        }

        return bytes;
    }

    private static byte Level(int row, int place) => (byte)((row * 31) + (place * 7) + (place / 1024 * 5));
}
