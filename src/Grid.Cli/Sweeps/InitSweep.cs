using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Core;
using Grid.Storage.Yaml;

namespace Grid.Cli.Sweeps;

/// <summary>grid init [FILE]</summary>
internal static class InitSweep
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "File to write; must not be there yet",
            DefaultValueFactory = _ => "sweep.yaml",
        };
        return Verb.Of("init", "Write a commented sweep file to start from", [file], async x =>
        {
            var path = x.Of(file);
            try
            {
                await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await using var writer = new StreamWriter(stream);
                await writer.WriteAsync(SweepYaml.Template());
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return x.Refuse(File.Exists(path)
                    ? new Diagnostic(path, "is there already", "name another file: grid init FILE")
                    : new Diagnostic(path, exception.Message));
            }

            x.Output.Data(path);
            x.Output.Hint($"grid sweep check {path}");
            return ExitCode.Ok;
        });
    }
}
