using System.CommandLine;
using Grid.Core;

namespace Grid.Cli.Runs;

/// <summary>The argument that run commands share.</summary>
internal static class RunArguments
{
    public static Argument<RunId> Run() => new("RUN")
    {
        Description = "Id of a run: SWEEP/TRIAL/REPLICA",
        CustomParser = x =>
        {
            var text = x.Tokens[0].Value;
            if (text.Split('/') is [{ Length: > 0 }, var trial, var replica]
                && long.TryParse(trial, out _) && int.TryParse(replica, out _))
            {
                return new RunId(text);
            }

            x.AddError($"'{text}' is no run: SWEEP/TRIAL/REPLICA, as in demo/1/1");
            return default;
        },
    };
}
