using System.Runtime.InteropServices;
using TorchSharp;

namespace Grid.Learning.Torch;

/// <summary>The native libraries could not be loaded: the installation is at fault, not the user.</summary>
public sealed class NativesMissingException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do about it.</summary>
    public static string Hint =>
        "build for linux-x64 with glibc 2.34 or newer, and keep the libtorch files beside the program";

    /// <summary>The one sentence in a loader's page of attempts that says what is wrong.</summary>
    /// <param name="attempts">A line for each file tried: "path: reason".</param>
    /// <param name="exists">True for files that are there.</param>
    public static string Cause(string attempts, Func<string, bool> exists)
    {
        // A file that is there and was refused tells more than all the places where there was none.
        var refused = attempts.Split('\n', StringSplitOptions.TrimEntries)
            .FirstOrDefault(line => line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var end
                && exists(line[..end]));
        return refused ?? "libLibTorchSharp.so is not among the program's files";
    }
}

/// <summary>Starts libtorch once for the process, and each training thread.</summary>
public static class Natives
{
    private static readonly Lazy<string> Loaded = new(Load);
    private static readonly Lazy<torch.Device> Chosen = new(Choose);
    private static readonly string[] Files = ["libLibTorchSharp.so", "libtorch_cpu.so"];

    /// <summary>Loads libtorch and tunes the allocator; later calls do nothing. Call it before the first
    /// tensor.</summary>
    /// <exception cref="NativesMissingException">A library is missing or does not load.</exception>
    public static void Start() => _ = Loaded.Value;

    /// <summary>
    /// Looks for the libraries without loading them, for a process that has others train and tells early.
    /// </summary>
    /// <exception cref="NativesMissingException">One is not there.</exception>
    public static void ThrowIfMissing()
    {
        if (Files.FirstOrDefault(x => !IsThere(x)) is { } missing)
        {
            throw new NativesMissingException($"libtorch does not load: {missing} is not among the program's files");
        }
    }

    /// <summary>True where the program was built with CUDA; loads nothing.</summary>
    public static bool HasCuda => IsThere("libtorch_cuda.so");

    /// <summary>libtorch's version, for example "2.10.0".</summary>
    /// <exception cref="NativesMissingException">A library is missing or does not load.</exception>
    public static string Version => Loaded.Value;

    /// <summary>What this process trains on: a GPU where the build has CUDA and the process sees one, else the
    /// processor. CUDA_VISIBLE_DEVICES chooses among several.</summary>
    /// <exception cref="NativesMissingException">A library is missing or does not load.</exception>
    public static torch.Device Device => Chosen.Value;

    /// <summary>
    /// Makes the calling thread ready to train. libtorch keeps the number of threads per calling thread, so every
    /// training thread must say it first.
    /// </summary>
    /// <param name="threads">Threads one operation may use, >= 1.</param>
    /// <exception cref="NativesMissingException">A library is missing or does not load.</exception>
    public static void StartThread(int threads)
    {
        Start();
        torch.set_num_threads(threads);
    }

    private static bool IsThere(string library)
    {
        var searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string[] folders = [AppContext.BaseDirectory, .. searched.Split(Path.PathSeparator)];
        return folders.Any(folder => File.Exists(Path.Combine(folder, library)));
    }

    private static torch.Device Choose()
    {
        Start();
        // Asking for CUDA where the library is not there sets off TorchSharp's own loader.
        return HasCuda && torch.cuda.is_available() ? torch.CUDA : torch.CPU;
    }

    private static string Load()
    {
        // TorchSharp's own loader answers a missing library with half a gigabyte of copies and a page of text.
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        }
        catch (Exception missing) when (missing is DllNotFoundException or BadImageFormatException)
        {
            throw new NativesMissingException(
                $"libtorch does not load: {NativesMissingException.Cause(missing.Message, File.Exists)}", missing);
        }

        Allocator.Tune();
        torch.InitializeDeviceType(DeviceType.CPU);
        return torch.__version__;
    }
}
