namespace Grid.Learning.Data.Formats;

/// <summary>Files that are there whole or not at all, whatever crashes or fills the disk.</summary>
public static class WholeFile
{
    /// <summary>Writes a file, over one that is there.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var partial = path + ".partial";
        try
        {
            using (var target = File.Create(partial))
            {
                write(target);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
