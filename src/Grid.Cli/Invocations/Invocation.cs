using System.Collections.Immutable;
using System.CommandLine;
using Grid.Cli.Homes;
using Grid.Cli.Terminal;
using Grid.Core;

namespace Grid.Cli.Invocations;

/// <summary>One call of a command: its arguments, where it talks to, and the wish that it stop.</summary>
/// <param name="Arguments">What was typed.</param>
/// <param name="Output">Where data and talk go.</param>
/// <param name="Stop">Ctrl+C and the like.</param>
internal sealed record Invocation(ParseResult Arguments, Output Output, CancellationToken Stop)
{
    /// <summary>The folder with all state, absolute.</summary>
    public string Home => Path.GetFullPath(Arguments.GetRequiredValue(GlobalOptions.Home));

    /// <summary>The server to work on, or null for the home.</summary>
    public Uri? Server => Arguments.GetValue(GlobalOptions.Server);

    /// <summary>True where the data is to be JSON.</summary>
    public bool Json => Arguments.GetValue(GlobalOptions.Json);

    /// <summary>The home, or the server, that commands work on.</summary>
    public GridAccess Access => new(Home, Server);

    /// <summary>An argument's value.</summary>
    public T Of<T>(Argument<T> argument) => Arguments.GetValue(argument)!;

    /// <summary>An option's value, or its default.</summary>
    public T? Of<T>(Option<T> option) => Arguments.GetValue(option);

    /// <summary>Tells all that is wrong with the user's request.</summary>
    public int Refuse(params ImmutableArray<Diagnostic> faults)
    {
        Output.Faults(faults);
        return ExitCode.BadInput;
    }

    /// <summary>Shows a value, or refuses.</summary>
    public int Show<T>(Result<T> result, Action<T> show)
    {
        if (!result.IsValid)
        {
            return Refuse(result.Faults);
        }

        show(result.Value);
        return ExitCode.Ok;
    }

    /// <summary>Shows a value as JSON where that is asked for, else as the action does.</summary>
    public int Show<T>(T value, Action show)
    {
        if (Json)
        {
            Output.Json(value);
        }
        else
        {
            show();
        }

        return ExitCode.Ok;
    }
}
