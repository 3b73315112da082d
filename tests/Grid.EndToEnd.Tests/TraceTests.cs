namespace Grid.EndToEnd.Tests;

public sealed class TraceTests
{
    private const string SweepFile = """
        grid: 1
        name: traced
        recipe:
          data: { name: shapes, images: 200, validation: 0.2 }
          method: { name: moco, queue: 64, temperature: 0.2 }
          encoder: { width: 8 }
          projector: { hidden: 16, output: 8 }
          train: { epochs: 2, batch: 16, optimizer: adamw, lr: 2.0e-3, warmup_epochs: 0, precision: fp32 }
          evaluate: { knn: { k: 5, every_epochs: 1 } }
        checkpoint: { every: 1h }

        """;

    [Fact]
    public async Task One_attempt_is_one_trace_across_both_processes()
    {
        using var receiver = new OtlpReceiver();
        using var grid = new GridProgram();
        grid.Set("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address);
        grid.Set("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        var (code, _, talk) = await grid.Run("sweep", "run", grid.Write("traced.yaml", SweepFile));
        Assert.True(code == 0, talk);

        var first = Assert.Single(receiver.Spans, x => x.Name == "run.started");
        var trace = receiver.Spans.Where(x => x.Trace == first.Trace && x.Scope == "Grid").ToArray();
        Assert.Equal(
            [
                "run.started",
                "run.started/attempt",
                "run.started/attempt/stage",
                "run.started/attempt/stage/epoch",
                "run.started/attempt/stage/epoch",
                "run.started/attempt/stage/epoch/checkpoint.write",
                "run.started/attempt/stage/epoch/checkpoint.write/checkpoint.upload",
                "run.started/attempt/stage/epoch/evaluate",
                "run.started/attempt/stage/epoch/evaluate",
                "run.started/attempt/stage/evaluate",
                "run.started/checkpoint.commit",
            ],
            trace.Select(x => PathOf(x, trace)).Order(StringComparer.Ordinal));
        Assert.Equal(0UL, first.Nanoseconds / 1_000_000);
        Assert.Equal("traced/1/1", first.Tags["grid.run"]);
        Assert.All(trace, x => Assert.Equal(IsOfTheRun(x) ? "control" : first.Tags["grid.device"], x.Instance));
        Assert.Contains("grid.attempts", receiver.Metrics);
    }

    // What the run itself does happens in the process of the command, all else in that of the device.
    private static bool IsOfTheRun(ReceivedSpan span) => span.Name is "run.started" or "checkpoint.commit";

    private static string PathOf(ReceivedSpan span, ReceivedSpan[] trace) => span.Parent.Length == 0
        ? span.Name
        : $"{PathOf(trace.Single(x => x.Id == span.Parent), trace)}/{span.Name}";
}
