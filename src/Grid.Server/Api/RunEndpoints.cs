using Grid.Core;
using Grid.Core.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grid.Server.Api;

/// <summary>The verbs of runs. A run's id is three parts of the address, as the user types it.</summary>
internal static class RunEndpoints
{
    private const string Run = "/runs/{sweep}/{trial:long}/{replica:int}";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(Run, async (string sweep, long trial, int replica, IGrid grid, CancellationToken stop) =>
            Answers.Found(await grid.Run(RunId.Of(new(sweep), trial, replica), stop)));
        api.MapGet(Run + "/metrics", async (
            string sweep, long trial, int replica, IGrid grid, HttpRequest request, CancellationToken stop,
            int points = 1000) =>
            Answers.Found(await grid.Metrics(
                RunId.Of(new(sweep), trial, replica), [.. request.Query["name"].OfType<string>()], points, stop)));
        api.MapGet(Run + "/log", async (
            string sweep, long trial, int replica, IGrid grid, CancellationToken stop, int lines = 1000) =>
            Answers.Found(await grid.Log(RunId.Of(new(sweep), trial, replica), lines, stop)));
        api.MapPost(Run + "/pause", async (string sweep, long trial, int replica, IGrid grid, CancellationToken stop) =>
            Answers.Done(await grid.PauseRun(RunId.Of(new(sweep), trial, replica), stop)));
        api.MapPost(Run + "/resume", async (
            string sweep, long trial, int replica, IGrid grid, CancellationToken stop) =>
            Answers.Done(await grid.ResumeRun(RunId.Of(new(sweep), trial, replica), stop)));
        api.MapPost(Run + "/cancel", async (
            string sweep, long trial, int replica, HttpRequest request, IGrid grid, CancellationToken stop) =>
            Answers.Done(await grid.CancelRun(
                RunId.Of(new(sweep), trial, replica), await Bodies.Reason(request, stop), stop)));
        api.MapGet("/why/{*id}", async (string id, IGrid grid, CancellationToken stop) =>
            Answers.Found(await grid.Why(id, stop)));
        api.MapGet("/devices", async (IGrid grid, CancellationToken stop) =>
            Answers.Json(await grid.Devices(stop)));
    }
}
