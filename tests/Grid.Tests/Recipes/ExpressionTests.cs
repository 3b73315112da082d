using Grid.Core.Recipes;
using Grid.Core.Recipes.Expressions;

namespace Grid.Tests.Recipes;

public sealed class ExpressionTests
{
    private static readonly Settings Recipe = Settings.Of(
        ("method.name", "moco"), ("method.queue", 4096), ("train.batch", 512), ("train.lr", 0.3),
        ("train.collapse", false));

    [Theory]
    [InlineData("1 + 2 * 3 == 7", true)]
    [InlineData("(1 + 2) * 3 == 9", true)]
    [InlineData("10 - 2 - 3 == 5", true)]
    [InlineData("8 / 4 / 2 == 1", true)]
    [InlineData("7 % 4 == 3", true)]
    [InlineData("-2 * -2 == 4", true)]
    [InlineData("7 / 2 == 3.5", true)]
    [InlineData("1e-3 < 0.002", true)]
    [InlineData(".5 == 0.5", true)]
    [InlineData("method.queue >= train.batch", true)]
    [InlineData("method.queue % train.batch == 0", true)]
    [InlineData("method.queue < 8 * train.batch", false)]
    [InlineData("method.name == 'moco'", true)]
    [InlineData("method.name != \"moco\"", false)]
    [InlineData("not train.collapse", true)]
    [InlineData("train.collapse == false and train.lr > 0.1", true)]
    [InlineData("false and false or true", true)]
    [InlineData("false and (false or true)", false)]
    [InlineData("not false and true", true)]
    [InlineData("not train.lr > 1", true)]
    [InlineData("true # what follows is a comment: ( ' 1x", true)]
    [InlineData("1 / 0 > 1e308", true)]
    public void An_expression_means_what_mathematics_says(string text, bool expected) =>
        Assert.Equal(expected, Parse(text).Holds(path => Recipe[path]));

    [Theory]
    [InlineData("other.path > 1", null)]
    [InlineData("not other.path > 1", null)]
    [InlineData("other.path > 1 and false", false)]
    [InlineData("false and other.path > 1", false)]
    [InlineData("true and other.path > 1", null)]
    [InlineData("other.path > 1 or true", true)]
    [InlineData("other.path > 1 or false", null)]
    [InlineData("-other.path + 1 == 2", null)]
    public void A_path_the_recipe_does_not_have_makes_it_unknown(string text, bool? expected) =>
        Assert.Equal(expected, Parse(text).Holds(path => Recipe[path]));

    [Theory]
    [InlineData("", "column 1: expected a number, a 'word' or a path, found the end")]
    [InlineData("1 +", "column 4: expected a number, a 'word' or a path, found the end")]
    [InlineData("a = 1", "column 3: expected an operator, found '='")]
    [InlineData("(a > 1", "column 7: expected ')', found the end")]
    [InlineData("a > 1)", "column 6: expected an operator, found ')'")]
    [InlineData("a < b < c", "column 7: comparisons do not chain, found '<'")]
    [InlineData(
        "a == 'moco", "column 6: expected a number, a 'word' or a path, found 'a word without its closing quote'")]
    [InlineData("1x > 2", "column 1: '1x' is no number")]
    [InlineData("a $ b", "column 3: expected an operator, found '$'")]
    [InlineData("a '<' b", "column 3: expected an operator, found '<'")]
    [InlineData("and > 1", "column 1: expected a number, a 'word' or a path, found 'and'")]
    public void A_fault_names_its_column(string text, string message) =>
        Assert.Equal(message, Assert.Single(ExpressionParser.Parse("constraints[0]", text).Faults).Message);

    [Theory]
    [InlineData("a = 1", "write ==")]
    [InlineData("a && b", "write 'and'")]
    [InlineData("a < b < c", "write 'a < b and b < c'")]
    public void A_habit_from_another_language_gets_a_hint(string text, string hint) =>
        Assert.Equal(hint, Assert.Single(ExpressionParser.Parse("constraints[0]", text).Faults).Hint);

    [Theory]
    [InlineData("train.batch", "column 1: expected something true or false, found a number")]
    [InlineData("train.batch + 'x' > 1", "column 13: expected a number, found a word")]
    [InlineData("train.batch == 'x'", "column 13: a number is never equal to a word")]
    [InlineData("train.bacth > 1", "column 1: there is no setting 'train.bacth'")]
    [InlineData("train.batch > 1 and method.name", "column 21: expected something true or false, found a word")]
    [InlineData("not train.batch", "column 5: expected something true or false, found a number")]
    [InlineData("-method.name == 1", "column 2: expected a number, found a word")]
    public void Kinds_that_do_not_fit_are_faults(string text, string message)
    {
        var faults = ExpressionTypes.Check(
            Parse(text), "constraints[0]", path => TestRecipes.Schema.Find(path, "moco")?.Kind, _ => null);

        Assert.Equal(message, Assert.Single(faults).Message);
    }

    [Theory]
    [InlineData(60, '(')]
    [InlineData(60, '-')]
    [InlineData(2000, '1')]
    public void Length_and_depth_are_bounded(int count, char letter) =>
        Assert.Single(ExpressionParser.Parse("constraints[0]", new string(letter, count)).Faults);

    private static Expression Parse(string text)
    {
        var parsed = ExpressionParser.Parse("test", text);
        return parsed.Value ?? throw new ArgumentException(parsed.Faults[0].Message);
    }
}
