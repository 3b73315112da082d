using System.Diagnostics;
using System.Text.Json;

namespace Grid.EndToEnd.Tests;

/// <summary>The real program, in processes of its own, on a home of its own.</summary>
internal sealed class GridProgram : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "grid");

    private readonly Dictionary<string, string> _environment = [];

    /// <summary>An empty folder with a home in it, below a short path: a socket's name has few bytes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("grid-").FullName;

    public string Home => Path.Combine(Folder, "home");

    public void Set(string variable, string value) => _environment[variable] = value;

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Starts a command and leaves it running.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, [.. arguments, "--home", Home])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int Code, string Output, string Talk)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return await End(process);
    }

    /// <summary>Waits for a command's end.</summary>
    public static async Task<(int Code, string Output, string Talk)> End(Process process)
    {
        var stop = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(stop);
        var talk = process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await output, await talk);
    }

    /// <summary>Runs a reading command with --json.</summary>
    public async Task<JsonElement> Ask(params string[] arguments)
    {
        var (code, output, talk) = await Run([.. arguments, "--json"]);
        Assert.True(code == 0, $"grid {string.Join(' ', arguments)} ended with {code}: {talk}");
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Processes that name this home in their command line, this test aside.</summary>
    public IEnumerable<int> Processes(string having = "") =>
        from folder in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
        where id > 0 && id != Environment.ProcessId
        let line = CommandLine(folder)
        where line.Contains(Folder, StringComparison.Ordinal) && line.Contains(having, StringComparison.Ordinal)
        select id;

    /// <summary>Waits until no process of this home is left.</summary>
    public async Task AssertNoneLeft()
    {
        for (var patience = 100; patience > 0 && Processes().Any(); patience--)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Empty(Processes());
    }

    public void Dispose()
    {
        foreach (var id in Processes())
        {
            Kill.Hard(id);
        }

        Directory.Delete(Folder, recursive: true);
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
