using Grid.Cli.Terminal;
using Grid.Cli.Watching;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace Grid.Cli.Tests.Watching;

public sealed class ViewTests
{
    private static readonly SweepBoard First =
        SweepBoard.Of(Samples.Update([Samples.Run(2, RunPhase.Running)], Samples.Progress(2, 0, 0)));

    [Fact]
    public void Plain_lines_tell_news_at_once_and_progress_now_and_then()
    {
        using var talk = new StringWriter();
        var time = new FakeTimeProvider(Samples.At);
        using var view = new PlainView(new Output(TextWriter.Null, talk, TerminalTraits.Plain), time);
        view.Show(First);
        for (var second = 1; second <= 21; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            view.Show(First.With(Samples.Update([], Samples.Progress(2, second, second))));
        }

        view.Show(First.With(Samples.Update([Samples.Run(2, RunPhase.Failed)])));
        Snapshot.Match(talk.ToString());
    }

    [Fact]
    public void The_live_table_shows_sweep_runs_news_and_devices()
    {
        Snapshot.Match(LiveTable(
            First.With(Samples.Update([], Samples.Progress(2, 40, 20))), "demo/1/1 finished"));
    }

    [Fact]
    public void Builds_stand_above_the_runs_that_need_them()
    {
        var build = Samples.Progress(2, 25, 20) with { Run = new("synthesis@0123456789ab/1/1"), Stage = "synthesis" };
        var board = First.With(Samples.Update([], Samples.Progress(2, 40, 20), build));
        using var talk = new StringWriter();
        var time = new FakeTimeProvider(Samples.At);
        using var plain = new PlainView(new Output(TextWriter.Null, talk, TerminalTraits.Plain), time);
        plain.Show(First);
        time.Advance(TimeSpan.FromSeconds(20));
        plain.Show(board);

        Assert.All([LiveTable(board), talk.ToString().Split('\n')[^2]], text =>
        {
            Assert.Contains("1 running, 1 building what they need", text, StringComparison.Ordinal);
            Assert.InRange(text.IndexOf("synthesis@0123456789ab/1/1", StringComparison.Ordinal), 1,
                text.IndexOf("demo/2/1", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_live_view_gives_the_terminal_back()
    {
        using var text = new StringWriter();
        using (var view = new LiveView(new Output(TextWriter.Null, text, new(true, false, true, 100))))
        {
            view.Show(First);
        }

        Assert.Contains("demo/2/1", text.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\e[?25h", text.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_views_say_that_nothing_can_be_stored_and_the_lines_also_when_it_can_again()
    {
        var full = Samples.Update([]) with { Trouble = new("store", "no space left", "free some") };
        using var talk = new StringWriter();
        using var plain = new PlainView(
            new Output(TextWriter.Null, talk, TerminalTraits.Plain), new FakeTimeProvider(Samples.At));
        foreach (var update in (SweepUpdate[])[Samples.Update([]), full, full, Samples.Update([])])
        {
            plain.Show(First.With(update));
        }

        string[] said = [.. talk.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => x[9..])];
        Assert.Equal(["nothing moves: no space left; free some", "the store takes writes again"], said[^2..]);
        Assert.Contains("nothing moves: no space left; free some", LiveTable(First.With(full)),
            StringComparison.Ordinal);
    }

    private static string LiveTable(SweepBoard board, params string[] news)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = 110;
        console.Write(LiveView.Draw(board, news));
        return text.ToString();
    }
}
