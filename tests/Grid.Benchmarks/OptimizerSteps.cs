using System.Diagnostics;
using Grid.Learning.Encoders;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Benchmarks;

/// <summary>Steps of an optimiser over the parameters of ResNet-18, on one thread.</summary>
internal sealed class OptimizerSteps : IDisposable
{
    private const int AtOnce = 10;
    private const double Rate = 1e-6;

    private readonly Network _network;
    private readonly Network _average;
    private readonly Optimizer? _optimizer;

    /// <summary>Everything a step needs, with a gradient that stays.</summary>
    /// <param name="rule">"sgd", "adamw", "lars" or "ema".</param>
    /// <param name="width">Of the encoder.</param>
    public OptimizerSteps(string rule, int width)
    {
        Natives.StartThread(1);
        var (encoder, projector) = (ResNetSpec.Of("resnet18", "cifar", width), new ProjectorSpec(128, 64, true));
        _network = new Network(encoder, projector);
        _average = new Network(encoder, projector, learns: false);
        _network.Tensors.Start(1);
        _average.Tensors.Start(1);
        using var quiet = no_grad();
        var (learned, gradient, segments) =
            (_network.Tensors.Learned, _network.Tensors.Gradient!, _network.Tensors.Segments);
        gradient.copy_(learned).mul_(1e-2);
        _optimizer = rule switch
        {
            "sgd" => new Sgd(learned, gradient, 0.9, 1e-4, segments),
            "adamw" => new AdamW(learned, gradient, 0.9, 1e-4, segments),
            "lars" => new Lars(learned, gradient, 0.9, 1e-4, 0.02, segments),
            "ema" => null,
            _ => throw new ArgumentException($"no rule '{rule}'", nameof(rule)),
        };
    }

    /// <summary>Steps for about so many seconds.</summary>
    public Block Measure(double seconds)
    {
        var (cpu, watch, done) = (Block.Cpu(), Stopwatch.StartNew(), 0);
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            for (var step = 0; step < AtOnce; step++)
            {
                Step();
            }

            done += AtOnce;
        }

        return new(done, Block.Cpu() - cpu, watch.Elapsed.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer?.Dispose();
        _average.Dispose();
        _network.Dispose();
    }

    private void Step()
    {
        if (_optimizer is null)
        {
            _average.Tensors.Average(_network.Tensors, 0.99);
        }
        else
        {
            _optimizer.Step(Rate);
        }
    }
}
