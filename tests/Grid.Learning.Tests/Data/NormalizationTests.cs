using Grid.Learning.Data;
using Grid.Learning.Tests.Training;
using Grid.Learning.Training;
using TorchSharp;

namespace Grid.Learning.Tests.Data;

public sealed class NormalizationTests
{
    [Theory]
    [InlineData("cifar10", "0.4914 0.4822 0.4465", "0.2023 0.1994 0.201")]
    [InlineData("cifar100", "0.5071 0.4865 0.4409", "0.2673 0.2564 0.2762")]
    [InlineData("stl10", "0.4914 0.4823 0.4466", "0.247 0.243 0.261")]
    [InlineData("mnist", "0.1307 0.1307 0.1307", "0.3081 0.3081 0.3081")]
    [InlineData("fashion-mnist", "0.286 0.286 0.286", "0.353 0.353 0.353")]
    [InlineData("shapes", "0.5 0.5 0.5", "0.25 0.25 0.25")]
    public void Every_data_set_has_its_published_constants(string name, string mean, string deviation)
    {
        Assert.Contains(DataSets.All, x => x.Name == name);
        var found = Normalization.Of(name);
        Assert.Equal((mean, deviation), (found.MeanText, found.DeviationText));
    }

    [Fact]
    public void Each_channel_is_moved_and_scaled_by_its_own_constants()
    {
        using var scope = torch.NewDisposeScope();
        using var pixels = new Pixels(new([0, 0.2f, 0.4f], [1, 0.5f, 0.1f]), torch.ScalarType.Float32);
        var found = pixels.Normalize(torch.tensor(new byte[] { 0, 51, 255 }).view(1, 1, 1, 3)).flatten();
        float[] expected = [0, 0, 6];
        Assert.All(expected.Zip(found.data<float>().ToArray()), x => Assert.Equal(x.First, x.Second, 1e-5));
    }

    [Fact]
    public void A_run_trains_on_images_normalised_as_its_recipe_names_them()
    {
        // The loss of the first step, on the same images under two names.
        double Loss(string name)
        {
            using var ear = new Ear();
            var (train, test) = Shapes.Make(seed: 1, trainCount: 100, testCount: 20);
            ImageSet Named(ImageSet images) => new(name, images.Source, images.Labels.ToArray(), images.ClassNames);
            var splits = ImageSplits.Of(Named(train), Named(test), 0, 0);
            var data = new ResidentData(_ => Core.Result<ImageSplits>.Valid(splits));
            new Trainer(new MemoryBlobs(), TimeProvider.System, data)
                .Train(Attempts.Order(Attempts.Recipe("simclr").With("train.epochs", 1)), ear, ear.Stop);
            return ear.Points["train.loss"][0].Value;
        }

        Assert.Equal(Loss("npy"), Loss("shapes"));
        Assert.NotEqual(Loss("mnist"), Loss("shapes"));
    }
}
