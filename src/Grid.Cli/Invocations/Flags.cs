using System.CommandLine;

namespace Grid.Cli.Invocations;

/// <summary>Makes the usual kinds of options.</summary>
internal static class Flags
{
    /// <summary>A text that may be left out.</summary>
    public static Option<string?> Text(string name, string summary, string helpName) =>
        new(name) { Description = summary, HelpName = helpName };

    /// <summary>A text with a default.</summary>
    public static Option<string> Text(string name, string summary, string helpName, string @default) =>
        new(name) { Description = summary, HelpName = helpName, DefaultValueFactory = _ => @default };

    /// <summary>One of some words.</summary>
    public static Option<string> Word(string name, string summary, params string[] words)
    {
        var option = new Option<string>(name) { Description = summary, DefaultValueFactory = _ => words[0] };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <summary>A whole number, at least some minimum.</summary>
    public static Option<int> Count(string name, string summary, int @default, int min = 0)
    {
        var option = new Option<int>(name)
        {
            Description = summary,
            HelpName = "N",
            DefaultValueFactory = _ => @default,
        };
        option.Validators.Add(x =>
        {
            if (x.Tokens is [{ Value: var text }] && int.TryParse(text, out var count) && count < min)
            {
                x.AddError($"{name}: must be at least {min}, found {text}");
            }
        });
        return option;
    }

    /// <summary>A switch that is off unless named.</summary>
    public static Option<bool> Switch(string name, string summary) => new(name) { Description = summary };

    /// <summary>One of the names of an enumeration, in lower case.</summary>
    public static Option<T?> Of<T>(string name, string summary) where T : struct, Enum
    {
        var option = new Option<T?>(name) { Description = summary };
        var names = Enum.GetNames<T>().Select(x => x.ToLowerInvariant()).ToArray();
        option.HelpName = string.Join('|', names);
        option.CustomParser = x =>
        {
            var word = x.Tokens[0].Value;
            if (names.Contains(word) && Enum.TryParse<T>(word, ignoreCase: true, out var value))
            {
                return value;
            }

            x.AddError($"{name}: must be one of {string.Join(", ", names)}, found '{word}'");
            return null;
        };
        return option;
    }
}
