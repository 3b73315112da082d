using System.Diagnostics;
using Grid.Cli.Hosting;
using Grid.Learning.Torch;

namespace Grid.Cli.Doctor;

/// <summary>
/// Looks at libtorch, in a process of its own: should loading it crash, that is a finding and not the end of the
/// doctor.
/// </summary>
internal static class TorchFindings
{
    /// <summary>The hidden command of the child.</summary>
    public const string ProbeCommand = "torch-probe";

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    public static async Task<IEnumerable<Finding>> All(CancellationToken stop)
    {
        var (program, arguments) = ThisProgram.Command;
        var start = new ProcessStartInfo(program, [.. arguments, ProbeCommand])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(stop);
        var errors = child.StandardError.ReadToEndAsync(stop);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(MaxWait);
        try
        {
            await child.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            child.Kill();
            var text = $"did not load within {MaxWait.TotalSeconds:0} s";
            return [new("libtorch", Health.Bad, text, "is the disk very slow?")];
        }

        return [child.ExitCode == 0
            ? new("libtorch", Health.Good, (await output).Trim())
            : new(
                "libtorch", Health.Bad, $"{FirstLine(await errors)} (exit {child.ExitCode})",
                NativesMissingException.Hint)];
    }

    /// <summary>What the child does: loads libtorch and computes something with it.</summary>
    public static int Probe()
    {
        try
        {
            Natives.StartThread(1);
            using var ones = TorchSharp.torch.ones(64, 64);
            using var product = ones.mm(ones);
            using var sum = product.sum();
            Console.WriteLine($"{Natives.Version} loads; 64 x 64 product sums to {sum.item<float>():0}");
            return 0;
        }
        catch (NativesMissingException missing)
        {
            Console.Error.WriteLine(missing.Message);
            return 2;
        }
    }

    private static string FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault() ?? "no word";
}
