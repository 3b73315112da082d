using System.Globalization;
using Grid.Cli.Sweeps;
using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Core.Runs;
using Grid.Core.Summaries;

namespace Grid.Cli.Watching;

/// <summary>Sentences about a board, for the live table and for plain lines.</summary>
internal static class BoardText
{
    /// <summary>"7/18 runs, 2 running, 1 failed, about 3:05 left".</summary>
    public static string Standing(SweepBoard board)
    {
        var text = $"{SweepTables.Done(board.Summary)} runs, {board.Aboard.Count} running";
        text += board.Builds.IsEmpty ? "" : $", {board.Builds.Count} building what they need";
        text += board.Summary.FailedRuns > 0 ? $", {board.Summary.FailedRuns} failed" : "";
        return text + (board.Left is { } left ? $", about {Words.Duration(left)} left" : "");
    }

    /// <summary>"demo/1/1 45 %, loss 4.12, 812 images/s, kNN 38.2".</summary>
    public static string Standing(RunRow row)
    {
        var x = row.Last;
        var text = $"{x.Run} {Percent(row.Done)} {x.Stage}";
        text += x.LossNats is { } loss ? $", loss {Words.Number(loss)}" : "";
        text += x.ImagesPerSecond > 0 ? $", {Words.Number(x.ImagesPerSecond)} images/s" : "";
        return text + (x.KnnTop1 is { } knn ? $", kNN {Words.Number(knn)}" : "");
    }

    /// <summary>"nothing moves: no space left to write grid.db; free some space", or that all is well.</summary>
    public static string Standing(Diagnostic? trouble) => trouble is null
        ? "the store takes writes again"
        : $"nothing moves: {trouble.Message}" + (trouble.Hint is { } hint ? $"; {hint}" : "");

    /// <summary>What became of runs with the last update.</summary>
    public static IEnumerable<string> News(SweepBoard board) =>
        board.Changed.Select(x => News(x, board.Summary.Objective.Metric)).OfType<string>();

    private static string? News(RunSummary run, string objective) => run.Phase switch
    {
        RunPhase.Waiting when run.Attempt.Value > 0 => $"{run.Id} waits again: {run.Reason}",
        RunPhase.Running =>
            $"{run.Id} runs on {run.Device}, attempt {run.Attempt}: {SweepTables.Knobs(run.Assignment)}",
        RunPhase.Finished => $"{run.Id} finished: {objective} {Words.Number(run.ObjectiveValue)}",
        RunPhase.Failed => $"{run.Id} failed: {run.Reason}",
        RunPhase.Cancelled => $"{run.Id} cancelled: {run.Reason}",
        RunPhase.Paused => $"{run.Id} paused: {run.Reason}",
        _ => null,
    };

    /// <summary>"45 %".</summary>
    public static string Percent(double part) => (part * 100).ToString("0", CultureInfo.InvariantCulture) + " %";
}
