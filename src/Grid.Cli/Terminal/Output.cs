using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grid.Core;
using Grid.Core.Json;

namespace Grid.Cli.Terminal;

/// <summary>Data goes to stdout, talk to stderr.</summary>
internal sealed class Output(TextWriter data, TextWriter talk, TerminalTraits traits)
{
    /// <summary>What the terminal can do.</summary>
    public TerminalTraits Traits { get; } = traits;

    /// <summary>Where talk goes.</summary>
    public TextWriter TalkWriter { get; } = talk;

    /// <summary>The output of one call: that of its configuration, or the process's own.</summary>
    public static Output Of(ParseResult arguments) =>
        new(arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error, TerminalTraits.Detect());

    /// <summary>A line of data.</summary>
    public void Data(string line) => data.WriteLine(line);

    /// <summary>Data as it stands.</summary>
    public void Raw(string text) => data.Write(text);

    /// <summary>A line for the person who looks on.</summary>
    public void Talk(string line) => TalkWriter.WriteLine(line);

    /// <summary>What went wrong.</summary>
    public void Error(string message) => TalkWriter.WriteLine($"{Paint("error:", "31;1")} {message}");

    /// <summary>What to do about it.</summary>
    public void Hint(string hint) => TalkWriter.WriteLine($"{Paint("hint:", "36;1")} {hint}");

    /// <summary>Every fault, each with its hint.</summary>
    public void Faults(ImmutableArray<Diagnostic> faults)
    {
        foreach (var fault in faults)
        {
            Error(fault.ToString());
            if (fault.Hint is { } hint)
            {
                Hint(hint);
            }
        }
    }

    /// <summary>One JSON document, by the one contract or by the command line's own shapes.</summary>
    public void Json<T>(T value)
    {
        var contract = GridJson.Default.GetTypeInfo(typeof(T)) ?? CliJson.Default.GetTypeInfo(typeof(T))
            ?? throw new JsonException($"{typeof(T).Name} is not part of the contract");
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = JsonText }))
        {
            JsonSerializer.Serialize(writer, value, (JsonTypeInfo<T>)contract);
        }

        data.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    /// <summary>A word in bold on a terminal.</summary>
    public string Bold(string word) => Paint(word, "1");

    // Quotes and umlauts stay readable: the text goes to a terminal or a file, never into a page.
    private static System.Text.Encodings.Web.JavaScriptEncoder JsonText =>
        System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private string Paint(string word, string code) => Traits.HasColour ? $"\e[{code}m{word}\e[0m" : word;
}
