namespace Grid.Cli.Tests.Programs;

/// <summary>Small sweeps that really train.</summary>
internal static class SweepFiles
{
    /// <summary>Two runs of a few steps on a hundred drawn images.</summary>
    public const string Tiny = """
        grid: 1
        name: tiny
        recipe:
          data: { name: shapes, limit: 100, validation: 0.2 }
          method: { name: moco, queue: 64 }
          encoder: { width: 8 }
          projector: { hidden: 16, output: 8 }
          train: { epochs: 1, batch: 16, optimizer: adamw, lr: 2.0e-3, warmup_epochs: 0, precision: fp32 }
          evaluate: { knn: { k: 5 } }
        space:
          method.temperature: [0.1, 0.5]

        """;

    /// <summary>The same, but it lasts until somebody ends it.</summary>
    public static string Long { get; } = Tiny
        .Replace("name: tiny", "name: long", StringComparison.Ordinal)
        .Replace("epochs: 1,", "epochs: 100000,", StringComparison.Ordinal) + "checkpoint: { every: 1s }\n";
}
