using System.Buffers.Binary;
using System.Text;
using Grid.Learning.Torch;
using TorchSharp;

namespace Grid.Learning.Tests.Torch;

public sealed class SafetensorsTests
{
    [Fact]
    public void What_is_written_is_read_back_and_starts_as_the_format_says()
    {
        using var a = torch.arange(6, torch.float32).reshape(2, 3);
        using var b = torch.tensor(new long[] { 7, 8 });
        using var c = torch.zeros(0);
        var facts = new Dictionary<string, string> { ["step"] = "12" };
        var file = Safetensors.Write([("a", a), ("b", b), ("c", c)], facts);

        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, length % 8);
        Assert.StartsWith("""{"__metadata__":{"step":"12"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}""",
            Encoding.UTF8.GetString(file, 8, length), StringComparison.Ordinal);
        Assert.Equal(8 + length + 24 + 16, file.Length);

        var read = Safetensors.Read(file);
        using var target = torch.zeros(2, 3);
        read.CopyTo("a", target);
        Assert.True(target.allclose(a, 0, 0));
        Assert.Equal("12", read.Metadata["step"]);
        Assert.Throws<InvalidDataException>(() => read.CopyTo("missing", target));
        Assert.Throws<InvalidDataException>(() => read.CopyTo("b", target));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_with_one_kind_of_error()
    {
        using var a = torch.ones(4);
        var file = Safetensors.Write([("a", a)]);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(file.AsMemory(0, length)));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[0]")]
    [InlineData("[0,4,8]")]
    [InlineData("[4,0]")]
    [InlineData("[-4,0]")]
    [InlineData("[0,9223372036854775807]")]
    public void Offsets_that_are_no_stretch_of_the_file_are_refused(string offsets)
    {
        var header = $"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":{offsets}}}}}";
        byte[] file = [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), 0, 0, 0, 0];

        Assert.Throws<InvalidDataException>(() => Safetensors.Read(file));
    }
}
