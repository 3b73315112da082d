using System.Globalization;
using Grid.Cli.Terminal;
using Grid.Core;

namespace Grid.Cli.Watching;

/// <summary>Lines with the time: one for each piece of news, and one now and then about what runs.</summary>
internal sealed class PlainView(Output output, TimeProvider time) : IBoardView
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private string? _phase;
    private Diagnostic? _trouble;
    private long _shownAt;

    public void Show(SweepBoard board)
    {
        var phase = Words.Standing(board.Summary.Phase, board.Summary.Reason);
        if (phase != _phase)
        {
            Line($"{board.Summary.Id} {phase}");
        }

        foreach (var news in BoardText.News(board))
        {
            Line(news);
        }

        if (board.Trouble != _trouble)
        {
            Line(BoardText.Standing(_trouble = board.Trouble));
        }

        // The first moment is now, too: a run that ends within the period was seen by its news.
        var isDue = _phase is not null && time.GetElapsedTime(_shownAt) >= Period;
        var rows = board.Builds.Values.Concat(board.Aboard.Values).Select(BoardText.Standing).ToArray();
        if (isDue && rows.Length > 0)
        {
            Line(string.Join("; ", rows.Prepend(BoardText.Standing(board))));
        }

        _shownAt = isDue || _phase is null ? time.GetTimestamp() : _shownAt;
        _phase = phase;
    }

    public void Dispose()
    {
    }

    private void Line(string text) =>
        output.Talk($"{time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {text}");
}
