using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Grid.Benchmarks;

/// <summary>A Python program to compare with: it does a block of work for each line it is sent.</summary>
internal sealed class PythonPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private PythonPeer(Process process, string version) => (_process, Version) = (process, version);

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    /// <summary>Starts a script of the folder python; null, with a message, where PyTorch is not installed.</summary>
    public static PythonPeer? Start(string script, string argument = "", [CallerFilePath] string caller = "")
    {
        if (!File.Exists(Python))
        {
            return Missing($"there is no {Python}");
        }

        var path = Path.Combine(Path.GetDirectoryName(caller)!, "python", script);
        var process = Process.Start(new ProcessStartInfo(Python, [path, argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        if (process.StandardOutput.ReadLine()?.Split(' ') is ["ready", var version])
        {
            return new(process, version);
        }

        process.WaitForExit();
        process.Dispose();
        return Missing($"{script} does not start");
    }

    /// <summary>Asks for a block of about so many seconds and waits for it.</summary>
    public Block Measure(double seconds)
    {
        _process.StandardInput.WriteLine(seconds.ToString(CultureInfo.InvariantCulture));
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the script has ended");
        var numbers = line.Split(' ').Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        return new(numbers[0], numbers[1], numbers[2]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static PythonPeer? Missing(string why)
    {
        Console.Error.WriteLine($"nothing to compare with, so no table: {why}");
        Console.Error.WriteLine("hint: on Debian, install python3-torch, python3-torchvision and python3-pil");
        return null;
    }
}
