namespace Grid.Cli.Invocations;

/// <summary>What the shell hears.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Ok = 0;

    /// <summary>What the user asked for is at fault.</summary>
    public const int BadInput = 1;

    /// <summary>The program or its world failed.</summary>
    public const int Failure = 2;

    /// <summary>The user, or the system, asked it to stop.</summary>
    public const int Interrupted = 130;
}
