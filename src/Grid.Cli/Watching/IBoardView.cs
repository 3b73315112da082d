namespace Grid.Cli.Watching;

/// <summary>Shows a board while it changes.</summary>
internal interface IBoardView : IDisposable
{
    /// <summary>Shows it as it stands now.</summary>
    void Show(SweepBoard board);
}
