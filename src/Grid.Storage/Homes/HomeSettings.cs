using System.Text.Json;
using System.Text.Json.Serialization;
using Grid.Core;

namespace Grid.Storage.Homes;

/// <summary>What a home remembers about itself: its file settings.json.</summary>
public sealed partial record HomeSettings
{
    /// <summary>Address of its blobs; null = the folder inside it.</summary>
    public string? Blobs { get; init; }

    internal static Result<HomeSettings> Load(string path)
    {
        try
        {
            return Result<HomeSettings>.Valid(File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllText(path), Contract.Default.HomeSettings) ?? new()
                : new());
        }
        catch (JsonException e)
        {
            return Result<HomeSettings>.Invalid(new Diagnostic(path, e.Message, "mend the file or delete it"));
        }
    }

    // An address may hold a key, so the file is the owner's alone; renamed into place, so it is never half there.
    internal void Save(string path)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(file, this, Contract.Default.HomeSettings);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(HomeSettings))]
    private sealed partial class Contract : JsonSerializerContext;
}
