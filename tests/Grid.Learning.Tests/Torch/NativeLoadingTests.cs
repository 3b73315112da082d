using Grid.Learning.Torch;
using TorchSharp;

namespace Grid.Learning.Tests.Torch;

public sealed class NativeLoadingTests
{
    [Fact]
    public void A_tensor_can_be_made_and_summed()
    {
        using var ones = torch.ones(3, 4);
        using var sum = ones.sum();
        Assert.Equal(12f, sum.item<float>());
    }

    [Fact]
    public void Missing_natives_are_told_in_one_sentence_that_names_the_file()
    {
        const string attempts = """
            Unable to load shared library 'LibTorchSharp' or one of its dependencies. In order to help: see
            /app/LibTorchSharp.so: cannot open shared object file: No such file or directory
            /app/libLibTorchSharp.so: version `GLIBCXX_3.4.32' not found
            """;
        Assert.Equal("/app/libLibTorchSharp.so: version `GLIBCXX_3.4.32' not found",
            NativesMissingException.Cause(attempts, path => path == "/app/libLibTorchSharp.so"));
        Assert.Equal("libLibTorchSharp.so is not among the program's files",
            NativesMissingException.Cause(attempts, _ => false));
    }

    [Fact]
    public void A_thread_that_trains_says_first_how_many_threads_an_operation_may_use()
    {
        Assert.StartsWith("2.", Natives.Version, StringComparison.Ordinal);
        var threads = 0;
        var thread = new Thread(() =>
        {
            Natives.StartThread(1);
            threads = torch.get_num_threads();
        });
        thread.Start();
        thread.Join();
        Assert.Equal(1, threads);
    }
}
