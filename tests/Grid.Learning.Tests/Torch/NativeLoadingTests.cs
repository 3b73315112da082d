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
}
