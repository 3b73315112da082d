using System.Collections.Immutable;
using Grid.Cli.Terminal;

namespace Grid.Cli.Planning;

/// <summary>The shared stages of a plan as a table, with what is still to be built at the end.</summary>
internal static class StageTable
{
    public static Table Of(ImmutableArray<PlannedStage> stages)
    {
        var table = new Table(
            new("stage"), new("built from"), new("runs", true), new("steps or images", true), new("FLOP", true),
            new("GPU hours", true), new("disk", true), new("state"));
        foreach (var x in stages)
        {
            table.Add(
                x.Artifact.Value, x.Inputs.IsEmpty ? "images" : string.Join(' ', x.Inputs), Words.Count(x.Runs),
                Words.Count(x.Cost.Steps), Compute.Flop(x.Cost.MultiplyAdds), Words.Number(x.GpuHours),
                Words.Bytes(x.Cost.Bytes), x.IsThere ? "there" : "to build");
        }

        var left = stages.Where(x => !x.IsThere).ToArray();
        table.Add(
            "to build", Words.Count(left.Length), "", "", Compute.Flop(left.Sum(x => x.Cost.MultiplyAdds)),
            Words.Number(left.Sum(x => x.GpuHours)), Words.Bytes(left.Sum(x => x.Cost.Bytes)), Compute.Assumption);
        return table;
    }
}
