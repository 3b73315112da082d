using System.Net;
using System.Text;
using System.Text.Json;
using Grid.Core.Json;
using Grid.Server.Client;

namespace Grid.Server.Tests;

public sealed class RestTests : IAsyncLifetime
{
    private Served _served = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _served = await Served.Start();
        _http = new(SocketHandlers.Of(_served.Socket)) { BaseAddress = new("http://grid/api/v1/") };
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _served.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "sweeps/nobody", "", 404, "id")]
    [InlineData("GET", "runs/nobody/1/1", "", 404, "id")]
    [InlineData("POST", "sweeps/nobody/pause", "", 400, "id")]
    [InlineData("POST", "sweeps", "{", 400, "$")]
    [InlineData("POST", "sweeps", "{\"name\": 3}", 400, "$.name")]
    [InlineData("GET", "nowhere", "", 404, "address")]
    public async Task A_refused_request_is_problem_details_with_faults(
        string method, string path, string body, int status, string field)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        using var response = await _http.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(field, problem.RootElement.GetProperty("faults")[0].GetProperty("field").GetString());
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task A_knob_filter_may_be_a_bare_word()
    {
        await _http.GetStringAsync("sweeps/moco/runs?where=method.name=moco&where=method.queue=64", Stop);
        var asked = Assert.IsType<Core.Summaries.RunQuery>(_served.Fake.Asked.Single());
        Assert.Equal(Core.Recipes.Settings.Of(("method.name", "moco"), ("method.queue", 64)), asked.Where);
    }

    [Fact]
    public async Task An_answer_is_the_one_contract()
    {
        var text = await _http.GetStringAsync("sweeps/moco.2", Stop);
        Assert.Equal(JsonSerializer.Serialize(Samples.Sweep, GridJson.Default.SweepSummary), text);
    }

    [Fact]
    public void Only_this_user_can_open_the_socket() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_served.Socket));
}
