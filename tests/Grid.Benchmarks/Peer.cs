using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Grid.Benchmarks;

/// <summary>A process that does a block of work for each line it is sent: a Python program, or this program with
/// <see cref="Serving"/>. Each side of a comparison has its own.</summary>
internal sealed class Peer : IDisposable
{
    private const string PythonProgram = "/usr/bin/python3";
    private const string PreloadVariable = "LD_PRELOAD";
    private const string FastAllocator = "/usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4";

    private readonly Process _process;

    private Peer(Process process, string version) => (_process, Version) = (process, version);

    /// <summary>What allocates where a peer is told to do it fast.</summary>
    public static string Allocator => File.Exists(FastAllocator) ? "tcmalloc" : "glibc's malloc (no tcmalloc here)";

    /// <summary>PyTorch's version, or this program's.</summary>
    public string Version { get; }

    /// <summary>The most memory that it ever held, MiB.</summary>
    public double PeakMiB
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(
                x => x.StartsWith("VmHWM", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Starts a script of the folder python; null, with a message, where PyTorch is not installed.</summary>
    /// <param name="script">The file.</param>
    /// <param name="arguments">Its arguments, by spaces.</param>
    /// <param name="fastAllocator">True: with tcmalloc, where there is one.</param>
    /// <param name="caller">Filled in.</param>
    public static Peer? Python(
        string script, string arguments = "", bool fastAllocator = false, [CallerFilePath] string caller = "")
    {
        if (!File.Exists(PythonProgram))
        {
            return Missing($"there is no {PythonProgram}");
        }

        var path = Path.Combine(Path.GetDirectoryName(caller)!, "python", script);
        return Start(PythonProgram, [path, .. Words(arguments)], fastAllocator)
            ?? Missing($"{script} does not start");
    }

    /// <summary>Starts this program again, as devices are started: with tcmalloc, where there is one.</summary>
    /// <param name="arguments">Its arguments, by spaces: a kind of work and what that needs.</param>
    public static Peer Own(string arguments) =>
        Start(Environment.ProcessPath!, [Serving.Word, .. Words(arguments)], fastAllocator: true)
            ?? throw new InvalidOperationException("the program does not serve");

    /// <summary>Asks for a block of about so many seconds and waits for it.</summary>
    public Block Measure(double seconds)
    {
        _process.StandardInput.WriteLine(seconds.ToString(CultureInfo.InvariantCulture));
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the peer has ended");
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

    private static Peer? Start(string program, string[] arguments, bool fastAllocator)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove(PreloadVariable);
        if (fastAllocator && File.Exists(FastAllocator))
        {
            start.Environment[PreloadVariable] = FastAllocator;
        }

        var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine()?.Split(' ') is ["ready", var version])
        {
            return new(process, version);
        }

        process.WaitForExit();
        process.Dispose();
        return null;
    }

    private static string[] Words(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Peer? Missing(string why)
    {
        Console.Error.WriteLine($"nothing to compare with, so no table: {why}");
        Console.Error.WriteLine("hint: on Debian, install python3-torch, python3-torchvision and python3-pil");
        return null;
    }
}
