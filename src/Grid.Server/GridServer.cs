using Grid.Core.Ports;
using Grid.Server.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grid.Server;

/// <summary>The REST API of one <see cref="IGrid"/>.</summary>
public static class GridServer
{
    /// <summary>Where the API starts; a breaking change gets the next number.</summary>
    public const string Prefix = "/api/v1";

    /// <summary>Makes the server listen on a Unix socket that only this user can open.</summary>
    /// <param name="builder">The program's builder; it must provide <see cref="IGrid"/>.</param>
    /// <param name="socketPath">Its path, from <see cref="HomeSocket.Choose"/>; a stale one is replaced.</param>
    public static void ListenOnSocket(this WebApplicationBuilder builder, string socketPath)
    {
        File.Delete(socketPath);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socketPath));
        builder.Services.AddHostedService(_ => new SocketMode(socketPath));
    }

    /// <summary>Maps every verb of <see cref="IGrid"/> under <see cref="Prefix"/>.</summary>
    public static void MapGrid(this WebApplication app)
    {
        app.UseExceptionHandler(handler => handler.Run(context =>
        {
            var failure = context.Features.Get<IExceptionHandlerFeature>()!.Error;
            return Answers.Failed(failure).ExecuteAsync(context);
        }));
        var api = app.MapGroup(Prefix);
        SweepEndpoints.Map(api);
        RunEndpoints.Map(api);
        ArtifactEndpoints.Map(api);
        api.MapFallback((HttpRequest request) => Answers.Nowhere(request));
    }
}
