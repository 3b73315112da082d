using Grid.Core;
using Grid.Learning.Golden;

namespace Grid.Learning.Tests.Golden;

public class GoldenReaderTests
{
    [Fact]
    public void All_three_formats_are_read_whole()
    {
        (string Set, int Cases)[] sets = [("clsp", 54), ("objectives", 52), ("objectives-other", 53)];
        foreach (var (set, cases) in sets)
        {
            var read = GoldenReader.Read(Shared.Golden(set), Arithmetic.Float64).Value;
            Assert.Equal(cases, read.Length);
            Assert.All(read, x => Assert.Equal(set, x.Set));
        }
    }

    [Fact]
    public void Names_split_into_key_and_number()
    {
        using var folder = new TemporaryFolder();
        var read = Read(GoldenFiles.ScaleCase(folder, "loss_x2_17"));
        Assert.Equal("loss_x2", Assert.Single(read.Value).Key);
    }

    [Fact]
    public void JSON_sets_give_components_gradients_absent_gradients_and_tolerances()
    {
        var folder = Shared.Golden("objectives");
        var read = GoldenReader.Read(Path.Combine(folder, "byol.json"), Arithmetic.Float32).Value[0];
        Assert.Equal("byol", read.Key);
        Assert.Equal(
            ["components.p1_z2", "components.p2_z1", "grad.p1", "grad.p2", "grad.z1", "grad.z2", "loss"],
            read.Expected.Keys);
        Assert.Equal(new Tolerance(0, 2e-6, ToleranceSize.NumberOrOne), read.Expected["loss"].Tolerance);
        Assert.Equal(new Tolerance(0, 2e-4, ToleranceSize.Largest), read.Expected["grad.p1"].Tolerance);
        Assert.Equal(Tolerance.Exact, read.Expected["grad.z1"].Tolerance);
        Assert.All(read.Expected["grad.z1"].Value.Data, value => Assert.Equal(0, value));
    }

    [Fact]
    public void The_other_sets_whitening_gradient_has_its_own_tolerance()
    {
        var folder = Shared.Golden("objectives-other");
        var read = GoldenReader.Read(Path.Combine(folder, "whitenedcse_sgw.json"), Arithmetic.Float64).Value[0];
        Assert.Equal("whitenedcse_sgw/groups_4_full_gradient", read.Name);
        Assert.Equal(new Tolerance(1e-6, 0), read.Expected["grad.x"].Tolerance);
        Assert.Contains("grad_if_whitening_matrix_is_constant.x", read.Expected.Keys);
    }

    [Fact]
    public void A_missing_path_is_named()
    {
        var fault = Assert.Single(Read("/nowhere/golden").Faults);
        Assert.Equal(("/nowhere/golden", "no such file or folder"), (fault.Field, fault.Message));
    }

    [Fact]
    public void A_folder_without_cases_says_so()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("holds no golden case", Assert.Single(Read(folder.Path).Faults).Message);
    }

    [Fact]
    public void A_case_that_the_index_lists_must_be_there()
    {
        using var folder = new TemporaryFolder();
        GoldenFiles.ScaleCase(folder);
        File.WriteAllText(folder.File("index.json"), """{ "cases": ["scale_0", "scale_1"] }""");
        Assert.Contains("scale_1", Assert.Single(Read(folder.Path).Faults).Field, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_damaged_file_is_told_at_once()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("broken.json"), "{\n \"format\": ");
        File.WriteAllText(folder.File("strange.json"), """{ "format": "other/9" }""");
        File.WriteAllText(folder.File("empty.json"), "{}");
        File.Delete(Path.Combine(GoldenFiles.ScaleCase(folder, "a_0"), "x.npy"));
        var shorter = Path.Combine(GoldenFiles.ScaleCase(folder, "b_0"), "y.npy");
        File.WriteAllBytes(shorter, File.ReadAllBytes(shorter)[..^1]);
        GoldenFiles.WriteNpy(Path.Combine(GoldenFiles.ScaleCase(folder, "c_0"), "y.npy"), [2], 0, 2);
        File.WriteAllText(Path.Combine(GoldenFiles.ScaleCase(folder, "d_0"), "y.npy"), "no array");

        var faults = Read(folder.Path).Faults;

        string[] expected =
        [
            "broken.json: is no valid JSON", "strange.json: has the unknown format \"other/9\"", "empty.json: ",
            "a_0/case.json: Could not find file", "b_0/case.json: y.npy has 23 bytes of data instead of 24",
            "c_0/case.json: y.npy has shape [2]", "d_0/case.json: y.npy is no NumPy file",
        ];
        Assert.Equal(expected.Length, faults.Length);
        Assert.All(expected, text => Assert.Contains(
            faults, fault => $"{fault.Field}: {fault.Message}".Contains(text, StringComparison.Ordinal)));
        Assert.Equal(2, faults.Single(x => x.Field.EndsWith("broken.json", StringComparison.Ordinal)).Line);
    }

    private static Result<System.Collections.Immutable.ImmutableArray<GoldenCase>> Read(string path) =>
        GoldenReader.Read(path, Arithmetic.Float32);
}
