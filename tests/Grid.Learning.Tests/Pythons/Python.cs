using System.Diagnostics;

namespace Grid.Learning.Tests.Pythons;

/// <summary>A Python with PyTorch and NumPy, where the machine has one.</summary>
internal static class Python
{
    private static readonly Lazy<string?> Program = new(() =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(x => Start(x, ["-c", "import torch, numpy"]).Code == 0));

    /// <summary>Runs a script to its end; the test is skipped where there is no PyTorch.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(string script, params string[] arguments)
    {
        Assert.SkipWhen(Program.Value is null, "no python3 with torch and numpy (Debian: python3-torch)");
        var (code, printed, errors) = Start(Program.Value!, ["-c", script, .. arguments]);
        Assert.True(code == 0, $"python3 ended with {code}: {errors}");
        return printed;
    }

    private static (int Code, string Printed, string Errors) Start(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, printed, errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", $"no program {program}");
        }
    }
}
