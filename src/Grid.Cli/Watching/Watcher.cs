using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Summaries;

namespace Grid.Cli.Watching;

/// <summary>Follows a sweep until it ends.</summary>
internal static class Watcher
{
    /// <summary>Shows a sweep's progress until it has ended or the user goes.</summary>
    /// <returns>The sweep as it was last seen; null where it was never seen.</returns>
    public static async Task<SweepSummary?> Follow(IGrid grid, SweepId sweep, Output output, CancellationToken stop)
    {
        using IBoardView view =
            output.Traits.IsLive ? new LiveView(output) : new PlainView(output, TimeProvider.System);
        SweepBoard? board = null;
        await foreach (var update in grid.Watch(sweep, stop).WithCancellation(stop))
        {
            board = board?.With(update) ?? SweepBoard.Of(update);
            view.Show(board);
        }

        return board?.Summary;
    }
}
