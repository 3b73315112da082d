using Grid.Core.Recipes;

namespace Grid.Tests.Recipes;

public sealed class MethodDefaultsTests
{
    [Fact]
    public void A_method_may_bring_another_default_for_a_common_setting()
    {
        Assert.Equal("moco", $"{TestRecipes.Schema.Find("augment.pipeline", "moco")!.Default}");
        Assert.Equal("simclr", $"{TestRecipes.Schema.Find("augment.pipeline", "simclr")!.Default}");
    }

    [Theory]
    [InlineData("augment.pipelin", "there is no setting 'augment.pipelin'")]
    [InlineData("augment.pipeline", "the default of augment.pipeline is not allowed")]
    public void A_default_must_fit_a_setting_that_is_there(string path, string says)
    {
        var wrong = TestRecipes.SimClr with { Defaults = Settings.Of((path, "mocko")) };
        var thrown = Assert.Throws<ArgumentException>(() => new RecipeSchema([wrong], ["shapes"]));
        Assert.Contains(says, thrown.Message, StringComparison.Ordinal);
    }
}
