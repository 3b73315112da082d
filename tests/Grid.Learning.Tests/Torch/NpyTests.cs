using Grid.Learning.Golden;
using Grid.Learning.Torch;
using TorchSharp;

namespace Grid.Learning.Tests.Torch;

public sealed class NpyTests
{
    [Fact]
    public void What_is_written_is_read_again_with_its_type_and_shape()
    {
        using var scope = torch.NewDisposeScope();
        var rows = torch.arange(6, torch.float32).view(2, 3).t();
        var bytes = Npy.Write(rows);
        var read = NpyFile.Parse(bytes);
        Assert.Equal("[3, 2]", read.ShapeText);
        Assert.Equal([0, 3, 1, 4, 2, 5], read.Data);
        Assert.Equal(0, (bytes.Length - 24) % 64);
        var labels = NpyFile.Parse(Npy.Write(torch.tensor(new long[] { 3, 1 })));
        Assert.Equal(("[2]", true), (labels.ShapeText, labels.IsInteger));
        Assert.Throws<ArgumentException>(() => Npy.Write(torch.zeros(1, torch.float16)));
    }
}
