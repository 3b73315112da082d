using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grid.Server.Api;

/// <summary>Turns values and faults of <see cref="IGrid"/> into HTTP answers.</summary>
internal static class Answers
{
    /// <summary>A value as JSON.</summary>
    public static IResult Json<T>(T value) => TypedResults.Json(value, ServerJson.Contract<T>());

    /// <summary>The answer to a question about one thing: faults mean that it is not there.</summary>
    public static IResult Found<T>(Result<T> result) => Of(result, StatusCodes.Status404NotFound);

    /// <summary>The answer to a request for a change: faults mean that it is refused.</summary>
    public static IResult Done<T>(Result<T> result) => Of(result, StatusCodes.Status400BadRequest);

    /// <summary>The answer to a request for an address that is none.</summary>
    public static IResult Nowhere(HttpRequest request) => Refuse(
        StatusCodes.Status404NotFound, [new("address", $"no such address: {request.Method} {request.Path}")]);

    /// <summary>A failure of ours.</summary>
    public static IResult Failed(Exception exception) => exception is StoreException store
        ? Write(new(store.Message, StatusCodes.Status503ServiceUnavailable, [], store.IsTransient))
        : Write(new($"{exception.GetType().Name}: {exception.Message}", StatusCodes.Status500InternalServerError, []));

    private static IResult Of<T>(Result<T> result, int status) =>
        result.IsValid ? Json(result.Value) : Refuse(status, result.Faults);

    private static JsonHttpResult<Problem> Refuse(int status, ImmutableArray<Diagnostic> faults) =>
        Write(new(faults[0].Message, status, faults));

    private static JsonHttpResult<Problem> Write(Problem problem) =>
        TypedResults.Json(problem, ServerJson.Default.Problem, Problem.MediaType, problem.Status);
}
