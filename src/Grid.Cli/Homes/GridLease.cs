using Grid.Core.Ports;

namespace Grid.Cli.Homes;

/// <summary>A control plane in use, and what must be closed after it.</summary>
/// <param name="grid">The control plane.</param>
/// <param name="close">Closes what it stands on; called once.</param>
internal sealed class GridLease(IGrid grid, Func<ValueTask> close) : IAsyncDisposable
{
    private Func<ValueTask>? _close = close;

    /// <summary>The control plane.</summary>
    public IGrid Grid { get; } = grid;

    /// <summary>The other process or server whose control plane it is; null where it is this process's.</summary>
    public string? Owner { get; init; }

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _close, null)?.Invoke() ?? ValueTask.CompletedTask;
}
