using System.Text;

namespace Grid.Storage.Blobs;

/// <summary>The rules for names of blobs, the same for every store.</summary>
internal static class BlobName
{
    private const int MaxBytes = 1024;
    private const int MaxPartBytes = 255;

    /// <summary>Throws where a name could mean another file, or none.</summary>
    /// <exception cref="ArgumentException">Empty, absolute, too long, or with an empty part, a part that starts with a
    /// dot, a backslash or a control character.</exception>
    public static void Require(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > MaxBytes || !name.Split('/').All(IsPart))
        {
            throw new ArgumentException($"'{name}' is no name of a blob", nameof(name));
        }
    }

    private static bool IsPart(string part) =>
        part.Length > 0 && part[0] != '.' && Encoding.UTF8.GetByteCount(part) <= MaxPartBytes
        && !part.Any(x => x == '\\' || char.IsControl(x));
}
