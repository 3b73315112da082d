using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Grid.Server.Api;

/// <summary>The verbs of sweeps.</summary>
internal static class SweepEndpoints
{
    /// <summary>Ends a stream of updates: without it the server went away.</summary>
    public const string EndEvent = "end";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/sweeps", Submit);
        api.MapGet("/sweeps", async (
            IGrid grid, CancellationToken stop, SweepPhase? phase, string? name, int skip = 0, int take = 100) =>
            Answers.Json(await grid.Sweeps(new() { Phase = phase, Name = name, Skip = skip, Take = take }, stop)));
        // The server decodes all of an address but its slashes; a user may type anything for a name.
        api.MapGet("/sweeps/{sweep}", async (string sweep, IGrid grid, CancellationToken stop) =>
            Answers.Found(await grid.Sweep(sweep.Replace("%2F", "/", StringComparison.Ordinal), stop)));
        api.MapPost("/sweeps/{sweep}/pause", async (string sweep, IGrid grid, CancellationToken stop) =>
            Answers.Done(await grid.PauseSweep(new(sweep), stop)));
        api.MapPost("/sweeps/{sweep}/resume", async (string sweep, IGrid grid, CancellationToken stop) =>
            Answers.Done(await grid.ResumeSweep(new(sweep), stop)));
        api.MapPost("/sweeps/{sweep}/cancel", async (
            string sweep, HttpRequest request, IGrid grid, CancellationToken stop) =>
            Answers.Done(await grid.CancelSweep(new(sweep), await Bodies.Reason(request, stop), stop)));
        api.MapDelete("/sweeps/{sweep}", async (string sweep, IGrid grid, CancellationToken stop) =>
            Answers.Done(await grid.DeleteSweep(new(sweep), stop)));
        api.MapGet("/sweeps/{sweep}/results", async (string sweep, IGrid grid, CancellationToken stop) =>
            Answers.Found(await grid.Results(new(sweep), stop)));
        api.MapGet("/sweeps/{sweep}/runs", async (
            string sweep, IGrid grid, HttpRequest request, CancellationToken stop,
            Core.Runs.RunPhase? phase, long? trial, long after = 0, RunOrder order = RunOrder.Trial,
            int skip = 0, int take = 100) =>
            Answers.Json(await grid.Runs(new()
            {
                Sweep = new(sweep),
                Phase = phase,
                Trial = trial,
                AfterRevision = after,
                Order = order,
                Skip = skip,
                Take = take,
                Where = QueryText.Where(request.Query["where"].OfType<string>()),
            }, stop)));
        api.MapGet("/sweeps/{sweep}/watch", (
            string sweep, IGrid grid, IHostApplicationLifetime lifetime, CancellationToken stop) =>
            TypedResults.ServerSentEvents(Events(grid, new(sweep), lifetime.ApplicationStopping, stop)))
            .DisableHttpMetrics();
    }

    private static async Task<IResult> Submit(HttpRequest request, IGrid grid, CancellationToken stop)
    {
        var spec = await Bodies.Read<SweepSpec>(request, stop);
        return spec.IsValid ? Answers.Done(await grid.Submit(spec.Value, stop)) : Answers.Done(spec);
    }

    // An open stream would hold the server's stop up until its timeout, so it ends when the server is asked to stop.
    private static async IAsyncEnumerable<SseItem<string>> Events(
        IGrid grid, SweepId sweep, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        await using var updates = grid.Watch(sweep, either.Token).GetAsyncEnumerator(either.Token);
        while (await Next(updates, either.Token))
        {
            yield return new(JsonSerializer.Serialize(updates.Current, GridJson.Default.SweepUpdate));
        }

        if (!either.IsCancellationRequested)
        {
            yield return new("", EndEvent);
        }
    }

    private static async Task<bool> Next(IAsyncEnumerator<SweepUpdate> updates, CancellationToken stop)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
