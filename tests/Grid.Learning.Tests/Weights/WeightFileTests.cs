using System.Collections.Immutable;
using Grid.Core;
using Grid.Learning.Data;
using Grid.Learning.Weights;

namespace Grid.Learning.Tests.Weights;

public sealed class WeightFileTests
{
    private static readonly byte[] Storage = new byte[24];

    [Fact]
    public void A_pt_file_gives_its_tensors_by_name()
    {
        var read = Read(PtFiles.StateDict(("a", [2, 3], [1, 2, 3, 4, 5, 6]), ("b", [1], [7]))).Value!;
        Assert.Equal(["a", "b"], read.Keys);
        Assert.Equal([2, 3], read["a"].Shape);
        using var values = read["a"].ToFloat32();
        Assert.Equal([1, 2, 3, 4, 5, 6], values.data<float>().ToArray());
    }

    [Fact]
    public void A_transposed_part_of_a_shared_storage_is_read_along_its_strides()
    {
        var pickle = new PickleWriter().Op((byte)'}').Text("t").Tensor("0", 6, 1, [2, 2], [1, 3]).Op((byte)'s').Bytes;
        var bytes = Enumerable.Range(0, 6).SelectMany(x => BitConverter.GetBytes((float)x)).ToArray();
        using var values = Read(PtFiles.Archive(pickle, [("0", bytes)])).Value!["t"].ToFloat32();
        Assert.Equal([1, 4, 2, 5], values.data<float>().ToArray());
    }

    [Fact]
    public void The_state_dictionary_of_a_whole_checkpoint_is_found()
    {
        var pickle = new PickleWriter().Op((byte)'}', (byte)'(').Text("epoch").Number(3).Text("state_dict")
            .Op((byte)'}').Text("t").Tensor("0", 6, 0, [6], [1]).Op((byte)'s', (byte)'u').Bytes;
        Assert.Equal(["t"], Read(PtFiles.Archive(pickle, [("0", Storage)])).Value!.Keys);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch", "load")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    public void Names_that_weights_do_not_need_are_refused_and_named(string module, string name)
    {
        var pickle = new PickleWriter().Global(module, name).Op((byte)'(').Text("touch /tmp/x")
            .Op((byte)'t', (byte)'R').Bytes;
        var fault = Assert.Single(Read(PtFiles.Archive(pickle, [])).Faults);
        Assert.Contains($"names '{module}.{name}'", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.Hint);
    }

    [Theory]
    [InlineData(6, 7, 0, new long[] { 6 }, new long[] { 1 }, "states 28 bytes for a storage of 24")]
    [InlineData(6, 6, 1, new long[] { 6 }, new long[] { 1 }, "reaches beyond its storage")]
    [InlineData(6, 6, 0, new long[] { 2 }, new long[] { 6 }, "reaches beyond its storage")]
    [InlineData(6, 6, 0, new long[] { 2000000000, 2000000000 }, new long[] { 0, 0 }, "reaches beyond its storage")]
    [InlineData(6, 6, -1, new long[] { 2 }, new long[] { 1 }, "reaches beyond its storage")]
    [InlineData(6, 6, 0, new long[] { -2 }, new long[] { 1 }, "reaches beyond its storage")]
    public void Sizes_that_lie_are_refused(
        int held, int stated, int offset, long[] shape, long[] strides, string message)
    {
        var pickle = new PickleWriter().Op((byte)'}').Text("t").Tensor("0", stated, offset, shape, strides)
            .Op((byte)'s').Bytes;
        var file = PtFiles.Archive(pickle, [("0", new byte[4 * held])]);
        Assert.Contains(message, Assert.Single(Read(file).Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_bomb_is_refused_before_it_unpacks()
    {
        var pickle = new PickleWriter().Op((byte)'}').Text("t").Tensor("0", 1 << 20, 0, [1 << 20], [1])
            .Op((byte)'s').Bytes;
        var file = PtFiles.Archive(pickle, [("0", new byte[4 << 20])], compressed: true);
        Assert.True(file.Length < 10_000);
        Assert.Contains("would unpack", Assert.Single(Read(file).Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside", "leaves the archive")]
    [InlineData("/outside", "leaves the archive")]
    [InlineData(@"archive\data.pkl", "leaves the archive")]
    [InlineData("archive/data/0", "two entries of one name")]
    [InlineData("other/data.pkl", "not one of torch.save")]
    [InlineData("archive/constants.pkl", "TorchScript")]
    public void Entries_that_play_tricks_are_refused(string name, string message)
    {
        var pickle = new PickleWriter().Op((byte)'}').Text("t").Tensor("0", 6, 0, [6], [1]).Op((byte)'s').Bytes;
        var file = PtFiles.Archive(pickle, [("0", Storage)], more: name);
        Assert.Contains(message, Assert.Single(Read(file).Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_a_bare_pickle_and_any_other_file_are_told_apart()
    {
        Assert.Contains("no file", WeightFile.Read("f", "/nowhere/x.pt").Faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("PyTorch before 1.6", Read([0x80, 2, (byte)'}', (byte)'.']).Faults[0].Message,
            StringComparison.Ordinal);
        Assert.Contains("not a whole safetensors file", Read("hello, world"u8.ToArray()).Faults[0].Message,
            StringComparison.Ordinal);
        Assert.False(Read([]).IsValid);
    }

    [Fact]
    public void Whatever_is_flipped_in_a_file_the_answer_is_its_tensors_or_a_fault()
    {
        const ulong Seed = 11;
        var whole = PtFiles.StateDict(("conv1.weight", [2, 3], [1, 2, 3, 4, 5, 6]), ("b", [1], [7]));
        var draws = Draws.Of(Seed);
        var (refused, read) = (0, 0);
        for (var attempt = 0; attempt < 3000; attempt++)
        {
            var file = whole.ToArray();
            for (var flips = draws.Below(3); flips >= 0; flips--)
            {
                file[draws.Below(file.Length)] ^= (byte)(1 << draws.Below(8));
            }

            _ = Read(file).IsValid ? read++ : refused++;
        }

        Assert.True(refused > 1000 && read > 10, $"seed {Seed}: {refused} refused, {read} read");
    }

    [Fact]
    public void Every_shortened_pickle_is_refused()
    {
        var pickle = new PickleWriter().Op((byte)'}').Text("t").Tensor("0", 6, 0, [6], [1]).Op((byte)'s').Bytes;
        for (var length = 0; length < pickle.Length; length++)
        {
            Assert.False(Read(PtFiles.Archive(pickle[..length], [("0", Storage)])).IsValid, $"{length} bytes");
        }
    }

    [Fact]
    public void A_sequence_inside_itself_and_a_million_marks_do_no_harm()
    {
        var loop = new PickleWriter().Op((byte)']', (byte)'q', 0, (byte)'h', 0, (byte)'a').Bytes;
        Assert.Contains("no dictionary of tensors", Read(PtFiles.Archive(loop, [])).Faults[0].Message,
            StringComparison.Ordinal);
        var deep = new PickleWriter();
        Enumerable.Range(0, 1_000_000).ToList().ForEach(_ => deep.Op((byte)')', 0x85));
        Assert.False(Read(PtFiles.Archive(deep.Bytes, [])).IsValid);
    }

    private static Result<ImmutableSortedDictionary<string, StoredTensor>> Read(
        byte[] file)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("x.pt"), file);
        return WeightFile.Read("encoder.weights", folder.File("x.pt"));
    }
}
