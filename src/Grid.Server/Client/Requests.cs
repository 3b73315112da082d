using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Server.Api;

namespace Grid.Server.Client;

/// <summary>The server failed, went away or cannot be reached.</summary>
public sealed class ServerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Sends requests and turns answers back into values, faults and exceptions.</summary>
internal sealed class Requests(HttpClient http)
{
    /// <summary>A request's body.</summary>
    public static ByteArrayContent Body<T>(T value, JsonTypeInfo<T> contract)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, contract));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    /// <summary>Asks for a change.</summary>
    public Task<Result<T>> Post<T>(string path, HttpContent? body, CancellationToken cancellation) =>
        Ask<T>(HttpMethod.Post, path, body, cancellation);

    /// <summary>Asks for an end.</summary>
    public Task<Result<T>> Delete<T>(string path, CancellationToken cancellation) =>
        Ask<T>(HttpMethod.Delete, path, null, cancellation);

    /// <summary>Asks for one thing, which may not be there.</summary>
    public async Task<Result<T>> Find<T>(string path, CancellationToken cancellation)
    {
        using var response = await Open(path, cancellation);
        return await Answer<T>(response, cancellation);
    }

    /// <summary>Asks for rows.</summary>
    public async Task<T> Get<T>(string path, CancellationToken cancellation)
    {
        var result = await Find<T>(path, cancellation);
        return result.IsValid ? result.Value : throw new ServerException(result.Faults[0].ToString());
    }

    /// <summary>Sends a question and returns as soon as the headers are there.</summary>
    public async Task<HttpResponseMessage> Open(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(path));
        return await Send(request, cancellation);
    }

    /// <summary>Runs something on the wire; a failure of it is a <see cref="ServerException"/>.</summary>
    public static async Task<T> Guard<T>(Func<Task<T>> onTheWire)
    {
        try
        {
            return await onTheWire();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new ServerException($"the server cannot be reached: {exception.Message}", exception);
        }
    }

    private async Task<Result<T>> Ask<T>(
        HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, Address(path)) { Content = body };
        using var response = await Send(request, cancellation);
        return await Answer<T>(response, cancellation);
    }

    private Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return Guard(() => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation));
    }

    private static async Task<Result<T>> Answer<T>(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await Guard(() => response.Content.ReadAsByteArrayAsync(cancellation));
        if (response.IsSuccessStatusCode)
        {
            return Result<T>.Valid(JsonSerializer.Deserialize(bytes, ServerJson.Contract<T>())!);
        }

        var problem = ReadProblem(response, bytes);
        if (!problem.Faults.IsDefaultOrEmpty)
        {
            return Result<T>.Invalid(problem.Faults);
        }

        throw response.StatusCode == HttpStatusCode.ServiceUnavailable
            ? new StoreException(problem.Title, problem.IsTransient)
            : new ServerException(problem.Title);
    }

    private static Problem ReadProblem(HttpResponseMessage response, byte[] bytes)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType == Problem.MediaType)
        {
            return JsonSerializer.Deserialize(bytes, ServerJson.Default.Problem)!;
        }

        return new($"the server answered {status} {response.ReasonPhrase}", status, []);
    }

    private static Uri Address(string path) => new(GridServer.Prefix.TrimStart('/') + path, UriKind.Relative);
}
