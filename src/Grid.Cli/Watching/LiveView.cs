using Grid.Cli.Sweeps;
using Grid.Cli.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Grid.Cli.Watching;

/// <summary>A table that redraws itself: the sweep, its running runs, the last news, the devices.</summary>
internal sealed class LiveView : IBoardView
{
    private const int MaxRows = 16;
    private const int MaxNews = 4;
    private const int BarWidth = 16;

    private readonly Queue<string> _news = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _live;
    private LiveDisplayContext? _context;

    public LiveView(Output output) : this(ConsoleOf(output))
    {
    }

    public LiveView(IAnsiConsole console)
    {
        var started = new TaskCompletionSource();
        _live = console.Live(new Text("waiting for the first update ...")).StartAsync(context =>
        {
            _context = context;
            started.SetResult();
            return _end.Task;
        });
        started.Task.Wait();
    }

    public void Show(SweepBoard board)
    {
        foreach (var news in BoardText.News(board))
        {
            _news.Enqueue(news);
        }

        while (_news.Count > MaxNews)
        {
            _news.Dequeue();
        }

        _context!.UpdateTarget(Draw(board, [.. _news]));
    }

    /// <summary>Gives the terminal back; the last picture stays.</summary>
    public void Dispose()
    {
        _end.TrySetResult();
        _live.Wait();
    }

    /// <summary>The picture of a board.</summary>
    public static Rows Draw(SweepBoard board, IReadOnlyList<string> news)
    {
        var summary = board.Summary;
        var rows = new List<IRenderable>
        {
            new Markup($"[bold]{Markup.Escape(summary.Id.Value)}[/] {summary.Phase.ToString().ToLowerInvariant()}  "
                + $"{Bar(board.Done ?? 0, 2 * BarWidth)} {Markup.Escape(BoardText.Standing(board))}"),
        };
        if (summary.BestRun is { } best)
        {
            rows.Add(new Text($"best {summary.Objective.Metric} {Words.Number(summary.BestValue)}: {best}"));
        }

        if (board.Trouble is { } trouble)
        {
            rows.Add(new Text(BoardText.Standing(trouble), new Style(Color.Red)));
        }

        rows.Add(RunsOf(board));
        var devices = board.Devices.Select(x =>
            $"{x.Name} {x.Phase}, {x.Runs.Length} of {x.Slots} slots {x.Reason}".TrimEnd());
        rows.AddRange(news.Concat(devices).Select(x => new Text(x, new Style(decoration: Decoration.Dim))));
        return new Rows(rows);
    }

    private static Spectre.Console.Table RunsOf(SweepBoard board)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Rounded);
        table.AddColumn(new TableColumn("run").NoWrap());
        table.AddColumns("knobs", "progress", "stage");
        foreach (var title in (string[])["loss", "images/s", "kNN", "left"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var row in board.Builds.Values.Concat(board.Aboard.Values).Take(MaxRows))
        {
            var x = row.Last;
            var knobs = board.Runs.TryGetValue(x.Run, out var run) ? SweepTables.Knobs(run.Assignment) : "";
            table.AddRow(
                Markup.Escape(x.Run.Value), Markup.Escape(knobs),
                $"{Bar(row.Done, BarWidth)} {BoardText.Percent(row.Done)}", Markup.Escape(x.Stage),
                Words.Number(x.LossNats), Words.Number(x.ImagesPerSecond), Words.Number(x.KnnTop1),
                row.Left is { } left ? Words.Duration(left) : "");
        }

        var more = board.Builds.Count + board.Aboard.Count - MaxRows;
        if (more > 0)
        {
            table.Caption($"and {more} more");
        }

        return table;
    }

    private static string Bar(double part, int width)
    {
        var full = (int)Math.Round(part * width);
        return $"[green]{new string('━', full)}[/][dim]{new string('─', width - full)}[/]";
    }

    private static IAnsiConsole ConsoleOf(Output output) => AnsiConsole.Create(new()
    {
        Out = new AnsiConsoleOutput(output.TalkWriter),
        Ansi = AnsiSupport.Yes,
        ColorSystem = output.Traits.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
    });
}
