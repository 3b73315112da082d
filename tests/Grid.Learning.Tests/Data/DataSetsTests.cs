using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Data.Formats;

namespace Grid.Learning.Tests.Data;

public class DataSetsTests
{
    private static readonly Settings Small = Settings.Of(("data.name", "shapes"), ("data.limit", 500));

    [Fact]
    public void Defaults_are_the_shapes_with_a_tenth_held_out()
    {
        var splits = DataSets.Load(Settings.Empty).Value!;
        Assert.Equal("shapes", splits.Train.Name);
        Assert.Equal((9_000, 1_000, 2_000), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
    }

    [Fact]
    public void Validation_takes_its_share_of_every_class_and_no_image_twice()
    {
        var splits = DataSets.Load(Small.With("data.validation", 0.2)).Value!;
        var all = DataSets.Load(Small.With("data.validation", 0)).Value!;
        Assert.Equal((400, 100), (splits.Train.Count, splits.Validation.Count));
        Assert.All(splits.Validation.Labels.ToArray().CountBy(label => label), pair => Assert.Equal(10, pair.Value));
        Assert.Equal(Images(all.Train).Order(), Images(splits.Train).Concat(Images(splits.Validation)).Order());
        Assert.Equal(0, all.Validation.Count);
        Assert.Equal(all.Test.Sha256, splits.Test.Sha256);
    }

    [Fact]
    public void The_seed_chooses_the_validation_images()
    {
        var all = Shapes.Make(0, 300, 10);
        string Held(ulong seed) => ImageSplits.Of(all.Train, all.Test, 0.1, seed).Validation.Sha256;
        Assert.Equal(Held(1), Held(1));
        Assert.NotEqual(Held(1), Held(2));
    }

    [Fact]
    public void A_limit_keeps_the_first_images()
    {
        using var folder = new TemporaryFolder();
        var (train, test) = Shapes.Make(0, 60, 40);
        DataWriter.Write("cifar10", folder.Path, new ImageParts(train, test));
        var recipe = Settings.Of(
            ("data.name", "cifar10"), ("data.root", folder.Path), ("data.limit", 50), ("data.validation", 0));

        var splits = DataSets.Load(recipe).Value!;

        Assert.Equal(train.Select([.. Enumerable.Range(0, 50)]).Sha256, splits.Train.Sha256);
        Assert.Equal(test.Sha256, splits.Test.Sha256);
    }

    [Theory]
    [InlineData(300, 0, 300)]
    [InlineData(300, 200, 200)]
    [InlineData(12_000, 0, 12_000)]
    public void A_recipe_says_how_many_shapes_are_made(int images, int limit, int expected)
    {
        var recipe = Settings.Of(("data.images", images), ("data.limit", limit), ("data.validation", 0));
        Assert.Equal(expected, DataSets.Load(recipe).Value!.Train.Count);
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        var fault = Assert.Single(DataSets.Load(Settings.Of(("data.name", "imagenet"))).Faults);
        Assert.Equal("data.name", fault.Field);
        Assert.Contains("cifar10, cifar100", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Holding_everything_out_is_a_fault()
    {
        var recipe = Settings.Of(("data.limit", 10), ("data.validation", 0.9));
        Assert.Equal("data.validation", Assert.Single(DataSets.Load(recipe).Faults).Field);
    }

    [Fact]
    public void Made_files_hold_the_whole_set()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(3, DataSets.Make(Small, folder.Path).Value.Length);
        var read = Cifar10.Read(folder.Path).Value;
        Assert.Equal((500, 500), (read.Train.Count, read.Test.Count));
        Assert.Equal("star", read.Train.ClassNames[6]);
    }

    [Fact]
    public void A_check_counts_and_hashes_every_part()
    {
        var report = DataSets.Check(Small).Value!;
        Assert.Equal(["train", "validation", "test"], report.Parts.Select(part => part.Name));
        Assert.Equal([450, 50, 500], report.Parts.Select(part => part.Count));
        Assert.All(report.Parts, part => Assert.Equal(part.Count, part.PerClass.Sum()));
        Assert.Equal(3, report.Parts.Select(part => part.Sha256).Distinct().Count());
        Assert.All(report.Mean, mean => Assert.InRange(mean, 0.4, 0.6));
        Assert.All(report.Deviation, deviation => Assert.InRange(deviation, 0.15, 0.3));
    }

    private static IEnumerable<string> Images(ImageSet set) =>
        Enumerable.Range(0, set.Count).Select(row => Convert.ToHexString(set.Image(row)));
}
