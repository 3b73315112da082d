using Grid.Core.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Grid.Server.Api;

/// <summary>The verbs of artifacts.</summary>
internal static class ArtifactEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/artifacts", async (IGrid grid, CancellationToken stop) =>
            Answers.Json(await grid.Artifacts(stop)));
        api.MapGet("/artifacts/{artifact}", async (string artifact, IGrid grid, CancellationToken stop) =>
            Answers.Found(await grid.Artifact(new(artifact), stop)));
        api.MapDelete("/artifacts/{artifact}", async (string artifact, IGrid grid, CancellationToken stop) =>
            Answers.Done(await grid.DeleteArtifact(new(artifact), stop)));
    }
}
