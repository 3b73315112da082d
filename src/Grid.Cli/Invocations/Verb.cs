using System.CommandLine;
using Grid.Cli.Homes;
using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Core.Ports;

namespace Grid.Cli.Invocations;

/// <summary>Makes commands.</summary>
internal static class Verb
{
    /// <summary>A command that does something.</summary>
    public static Command Of(
        string name, string summary, IEnumerable<Symbol> symbols, Func<Invocation, Task<int>> action)
    {
        var command = new Command(name, summary);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        command.SetAction((arguments, stop) => action(new(arguments, Output.Of(arguments), stop)));
        return command;
    }

    /// <summary>A command that asks a control plane.</summary>
    public static Command Asking(
        string name, string summary, IEnumerable<Symbol> symbols, Func<Invocation, IGrid, Task<int>> action) =>
        Of(name, summary, symbols, x => On(x, x.Access.Read, action));

    /// <summary>A command that changes something in a control plane.</summary>
    public static Command Changing(
        string name, string summary, IEnumerable<Symbol> symbols, Func<Invocation, IGrid, Task<int>> action) =>
        Of(name, summary, symbols, x => On(x, x.Access.Change, action));

    /// <summary>A noun that holds verbs.</summary>
    public static Command Noun(string name, string summary, params ReadOnlySpan<Command> verbs)
    {
        var command = new Command(name, summary);
        foreach (var verb in verbs)
        {
            command.Add(verb);
        }

        return command;
    }

    private static async Task<int> On(
        Invocation x, Func<CancellationToken, Task<Result<GridLease>>> open, Func<Invocation, IGrid, Task<int>> action)
    {
        var lease = await open(x.Stop);
        if (!lease.IsValid)
        {
            return x.Refuse(lease.Faults);
        }

        await using (lease.Value)
        {
            return await action(x, lease.Value.Grid);
        }
    }
}
