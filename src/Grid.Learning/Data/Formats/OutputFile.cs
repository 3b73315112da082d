using System.Text;

namespace Grid.Learning.Data.Formats;

/// <summary>A file of a data set to be written.</summary>
/// <param name="Name">Below the data set's folder.</param>
/// <param name="Write">Writes its content.</param>
internal sealed record OutputFile(string Name, Action<Stream> Write)
{
    /// <summary>A file of one text a line.</summary>
    public static OutputFile Lines(string name, IEnumerable<string> lines) => new(name, target =>
        target.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));
}
