using Grid.Learning.Golden;

namespace Grid.Learning.Tests.Golden;

public class ParameterFillTests
{
    [Fact]
    public void The_rule_gives_the_documented_example()
    {
        Assert.Equal(0x69a29a2cee47d254UL, ParameterFill.Fnv1a("conv1.weight"));
        Assert.Equal([0.268771052f, 0.995146871f, 0.260896325f], ParameterFill.Values("conv1.weight", 124, 3, 1, 0));
    }

    [Fact]
    public void Every_manifest_checks()
    {
        var filled = 0;
        foreach (var @case in GoldenReader.Read(Shared.Golden("clsp"), Arithmetic.Float32).Value)
        {
            foreach (var parameter in @case.Weights?.Parameters ?? [])
            {
                Assert.Equal(parameter.Count, @case.Weights!.Values(parameter.Name).Length);
                filled++;
            }
        }

        Assert.True(filled > 1000, $"only {filled} parameters");
    }

    [Fact]
    public void A_manifest_that_states_another_sum_is_refused()
    {
        var right = new FilledParameter("a", [4], "fill", 1, 0, [], ParameterFill.Values("a", 3, 4, 1, 0).Sum());
        Assert.Equal(4, new ParameterFill(3, [right]).Values("a").Length);
        var wrong = right with { Sum = right.Sum + 1e-4 };
        Assert.Throws<InvalidDataException>(() => new ParameterFill(3, [wrong]).Values("a"));
    }

    [Fact]
    public void Row_zero_of_an_embedding_is_its_null_token()
    {
        var plain = ParameterFill.Values("e", 9, 6, 1, 0);
        var parameter = new FilledParameter("e", [3, 2], "fill_row0_zero", 1, 0, [0, 0], plain[2..].Sum());
        Assert.Equal([0, 0, .. plain[2..]], new ParameterFill(9, [parameter]).Values("e"));
    }
}
