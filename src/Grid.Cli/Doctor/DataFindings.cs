using Grid.Learning.Data.Formats;

namespace Grid.Cli.Doctor;

/// <summary>Looks for data files.</summary>
internal static class DataFindings
{
    public static IEnumerable<Finding> All()
    {
        var root = Environment.GetEnvironmentVariable("GRID_DATA") is { Length: > 0 } set ? set : "./data";
        yield return new("shapes", Health.Good, "made on the spot, needs no files");
        yield return File.Exists(Path.Combine(root, Cifar10.TestFile))
            ? new("cifar10", Health.Good, $"in {Path.GetFullPath(root)}; grid data check cifar10 reads it all")
            : new("cifar10", Health.Absent, $"no {Cifar10.TestFile} in {Path.GetFullPath(root)}",
                "unpack the binary version of CIFAR-10 and set GRID_DATA to its folder");
    }
}
