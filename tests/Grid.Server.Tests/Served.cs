using Grid.Core.Ports;
using Grid.Server.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grid.Server.Tests;

/// <summary>A fake grid behind a real server on a real socket, and a client of it.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Served(WebApplication app, string home, string socket)
    {
        _app = app;
        Home = home;
        Socket = socket;
        Client = HttpGrid.OverSocket(socket);
    }

    public string Home { get; }

    public string Socket { get; }

    public HttpGrid Client { get; }

    public FakeGrid Fake => (FakeGrid)_app.Services.GetRequiredService<IGrid>();

    public static async Task<Served> Start(string? home = null)
    {
        home ??= Directory.CreateTempSubdirectory("grid-server-").FullName;
        var socket = HomeSocket.Choose(home);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IGrid>(new FakeGrid());
        builder.ListenOnSocket(socket);
        var app = builder.Build();
        app.MapGrid();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, home, socket);
    }

    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }
}
