using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Grid.EndToEnd.Tests;

/// <summary>A span as it came over the wire.</summary>
/// <param name="Instance">service.instance.id of the process that sent it.</param>
/// <param name="Scope">Name of its source.</param>
/// <param name="Trace">Trace id, in hexadecimal.</param>
/// <param name="Id">Span id, in hexadecimal.</param>
/// <param name="Parent">Id of the span it is under; "" for the first of a trace.</param>
/// <param name="Name">What was done.</param>
/// <param name="Nanoseconds">How long it took.</param>
/// <param name="Tags">Its attributes that are texts.</param>
internal sealed record ReceivedSpan(
    string Instance, string Scope, string Trace, string Id, string Parent, string Name, ulong Nanoseconds,
    IReadOnlyDictionary<string, string> Tags);

/// <summary>A receiver of OTLP over HTTP with protocol buffers, on a port of its own.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly ConcurrentQueue<string> _metrics = [];
    private readonly Task _serving;

    public OtlpReceiver()
    {
        Address = $"http://127.0.0.1:{FreePort()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = Serve();
    }

    public string Address { get; }

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>Names of the instruments whose numbers came.</summary>
    public IReadOnlyCollection<string> Metrics => _metrics;

    public void Dispose()
    {
        _listener.Stop();
        _serving.GetAwaiter().GetResult();
        _listener.Close();
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            try
            {
                await Answer(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // A sender that was killed, or the end.
            }
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var message = new WireReader(body.ToArray());
        switch (context.Request.Url!.AbsolutePath)
        {
            case "/v1/traces":
                TakeTraces(message);
                break;
            case "/v1/metrics":
                TakeMetrics(message);
                break;
        }

        context.Response.ContentType = "application/x-protobuf";
        context.Response.Close();
    }

    // The numbers of the fields are those of opentelemetry-proto, trace/v1/trace.proto.
    private void TakeTraces(WireReader request)
    {
        foreach (var resource in request.Messages(1))
        {
            var instance = resource.Messages(1).SelectMany(x => Tags(x, 1)).ToDictionary()["service.instance.id"];
            foreach (var scope in resource.Messages(2))
            {
                var source = scope.Messages(1).Select(x => x.Text(1)).SingleOrDefault() ?? "";
                foreach (var x in scope.Messages(2))
                {
                    _spans.Enqueue(new(instance, source, x.Hex(1), x.Hex(2), x.Hex(4), x.Text(5),
                        x.Fixed(8) - x.Fixed(7), Tags(x, 9).ToDictionary()));
                }
            }
        }
    }

    // metrics/v1/metrics.proto.
    private void TakeMetrics(WireReader request)
    {
        foreach (var metric in request.Messages(1).SelectMany(x => x.Messages(2)).SelectMany(x => x.Messages(2)))
        {
            _metrics.Enqueue(metric.Text(1));
        }
    }

    // Only values that are texts: no other is compared.
    private static IEnumerable<(string, string)> Tags(WireReader holder, int field) =>
        from pair in holder.Messages(field)
        from value in pair.Messages(2)
        select (pair.Text(1), value.Text(1));

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
