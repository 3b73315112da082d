using System.Globalization;

namespace Grid.Benchmarks;

/// <summary>The other end of a <see cref="Peer"/> that is this program.</summary>
internal static class Serving
{
    /// <summary>The first argument of a program that serves.</summary>
    public const string Word = "serve";

    /// <summary>Does a block of work for each line of input.</summary>
    /// <param name="args">The kind of work, then what it needs.</param>
    public static void Run(string[] args)
    {
        var numbers = args.Skip(1).Select(x => int.TryParse(x, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .ToArray();
        switch (args[0])
        {
            case "training":
                using (var training = new ManyTrainings(numbers[0], numbers[1], numbers[2], args[4]))
                {
                    // The first steps compile the code of the others.
                    training.Measure(2);
                    Serve(training.Measure);
                }

                break;
            case "clsp":
                using (var training = ClspSteps.Training(args[1]))
                {
                    training.Measure(2);
                    Serve(training.Measure);
                }

                break;
            case "diffusion":
                DiffusionSteps.Ours(args[1], numbers[1], numbers[2], numbers[3], Serve);
                break;
            case "epoch":
                Serve(_ => TrainingEpoch.Ours(args[1], width: numbers[1]));
                break;
            case "optimizer":
                using (var steps = new OptimizerSteps(args[1], width: numbers[1]))
                {
                    steps.Measure(0.2);
                    Serve(steps.Measure);
                }

                break;
            default:
                throw new ArgumentException($"no work '{args[0]}'", nameof(args));
        }
    }

    private static void Serve(Func<double, Block> measure)
    {
        Console.WriteLine($"ready {Environment.Version}");
        while (Console.ReadLine() is { } line)
        {
            var block = measure(double.Parse(line, CultureInfo.InvariantCulture));
            Console.WriteLine(FormattableString.Invariant($"{block.Items} {block.CpuSeconds} {block.WallSeconds}"));
        }
    }
}
