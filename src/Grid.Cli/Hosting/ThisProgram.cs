using System.Collections.Immutable;

namespace Grid.Cli.Hosting;

/// <summary>How this program is started again.</summary>
internal static class ThisProgram
{
    /// <summary>The program file and the arguments that come before its own.</summary>
    public static (string Program, ImmutableArray<string> Arguments) Command
    {
        get
        {
            var program = Path.Combine(AppContext.BaseDirectory, "grid");
            return File.Exists(program)
                ? (program, [])
                : (Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "grid.dll")]);
        }
    }
}
