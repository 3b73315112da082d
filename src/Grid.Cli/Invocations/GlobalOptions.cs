using System.CommandLine;

namespace Grid.Cli.Invocations;

/// <summary>Options of every command.</summary>
internal static class GlobalOptions
{
    public static Option<string> Home { get; } = new("--home")
    {
        Description = "Folder with all state",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".grid",
        Recursive = true,
    };

    public static Option<Uri?> Server { get; } = new("--server")
    {
        Description = "Work on this server instead of a home",
        HelpName = "URL",
        CustomParser = x =>
        {
            var text = x.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                return uri;
            }

            x.AddError($"--server: '{text}' is no address like http://host:8080");
            return null;
        },
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON document on stdout",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Show stack traces of unexpected errors",
        Recursive = true,
    };

    public static void AddTo(RootCommand root)
    {
        root.Add(Home);
        root.Add(Server);
        root.Add(Json);
        root.Add(Verbose);
    }
}
