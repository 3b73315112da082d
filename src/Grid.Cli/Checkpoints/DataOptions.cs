using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data;

namespace Grid.Cli.Checkpoints;

/// <summary>The options that say which images a command encodes.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _name =
        Flags.Text("--data", "Data set to encode; the run's own where it is left out", "NAME");

    private readonly Option<string?> _root = Flags.Text("--root", "Folder of its files", "DIR");

    private readonly Option<int> _limit = Flags.Count("--limit", "Use only the first images; 0 = all", 0);

    private readonly Option<int> _size = Flags.Count("--size", "Scale images to this side; 0 = as they are", 0);

    private readonly Option<string> _part = Flags.Word("--part", "Which of its images", "test", "val", "train");

    /// <summary>All but the part.</summary>
    public IEnumerable<Symbol> Set => [_name, _root, _limit, _size];

    /// <summary>All of them.</summary>
    public IEnumerable<Symbol> All => [.. Set, _part];

    /// <summary>The parts of the data set that was asked for, with labels; a part is held out for validation in any
    /// case.</summary>
    public Result<ImageSplits> Load(Invocation x, Settings recipe)
    {
        var settings = x.Of(_name) is { } name && (Value)name != recipe[DataSettings.Name]
            ? DataSettings.Defaults.With(DataSettings.Name, name)
                .With(DataSettings.Root, Environment.GetEnvironmentVariable("GRID_DATA") ?? "./data")
            : recipe;
        settings = x.Of(_root) is { } root ? settings.With(DataSettings.Root, root) : settings;
        settings = x.Of(_limit) is > 0 and var limit ? settings.With(DataSettings.Limit, limit) : settings;
        settings = x.Of(_size) is > 0 and var size ? settings.With(DataSettings.Size, size) : settings;
        return DataSets.Load(settings.Number(DataSettings.Validation) > 0
            ? settings
            : settings.With(DataSettings.Validation, DataSettings.Defaults[DataSettings.Validation]!));
    }

    /// <summary>The part that was asked for.</summary>
    public Result<ImageSet> LoadPart(Invocation x, Settings recipe)
    {
        var loaded = Load(x, recipe);
        return loaded.IsValid
            ? Result<ImageSet>.Valid(x.Of(_part) switch
            {
                "val" => loaded.Value.Validation,
                "train" => loaded.Value.Train,
                _ => loaded.Value.Test,
            })
            : Result<ImageSet>.Invalid(loaded.Faults);
    }
}
