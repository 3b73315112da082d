using System.Text.Json;
using Grid.Core;
using Microsoft.AspNetCore.Http;

namespace Grid.Server.Api;

/// <summary>Reads request bodies.</summary>
internal static class Bodies
{
    /// <summary>A body of the contract; a fault names what is wrong with it.</summary>
    public static async Task<Result<T>> Read<T>(HttpRequest request, CancellationToken stop)
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync(request.Body, ServerJson.Contract<T>(), stop);
            return value is null ? Result<T>.Invalid(new Diagnostic("body", "is empty")) : Result<T>.Valid(value);
        }
        catch (JsonException exception)
        {
            return Result<T>.Invalid(new Diagnostic(exception.Path ?? "body", exception.Message));
        }
    }

    /// <summary>The reason in a cancel request; a request without one is a user's.</summary>
    public static async Task<string> Reason(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength is null or 0)
        {
            return "cancelled by the user";
        }

        var body = await JsonSerializer.DeserializeAsync(request.Body, ServerJson.Default.CancelRequest, stop);
        return body?.Reason ?? "cancelled by the user";
    }
}
