using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Grid.Server;

/// <summary>
/// Exports the traces and metrics of the process by OTLP, where the standard variables say so:
/// OTEL_EXPORTER_OTLP_ENDPOINT, or _TRACES_ENDPOINT and _METRICS_ENDPOINT for one signal.
/// </summary>
public static class Telemetry
{
    private static readonly string[] Sources =
        ["Grid", "Microsoft.AspNetCore", "System.Net.Http", "Microsoft.Orleans.Application"];

    private static readonly string[] Meters =
        ["Grid", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "System.Runtime"];

    /// <summary>Adds the exporters; nothing at all where the variables say nothing.</summary>
    /// <param name="builder">A control or a device process.</param>
    /// <param name="instance">Tells processes apart: the device's name, or "control".</param>
    /// <returns>True where traces are exported.</returns>
    public static bool AddTelemetry(this IHostApplicationBuilder builder, string instance)
    {
        var traces = Wanted("TRACES");
        var metrics = Wanted("METRICS");
        if (!traces && !metrics)
        {
            return false;
        }

        // The exporters read the variables from the configuration, which a device process begins without.
        builder.Configuration.AddEnvironmentVariables();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(x => x.AddService("grid", serviceInstanceId: instance).AddEnvironmentVariableDetector());
        if (traces)
        {
            telemetry.WithTracing(x => x.AddSource(Sources).AddProcessor(new DropStreams()).AddOtlpExporter());
        }

        if (metrics)
        {
            telemetry.WithMetrics(x => x.AddMeter(Meters).AddOtlpExporter());
        }

        return traces;
    }

    private static bool Wanted(string signal) =>
        (IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"))
        && Environment.GetEnvironmentVariable($"OTEL_{signal}_EXPORTER") is null or "" or "otlp"
        && Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED")?.ToLowerInvariant() != "true";

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));
}
