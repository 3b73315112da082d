using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Core.Recipes;
using Grid.Learning.Data;

namespace Grid.Cli.Data;

/// <summary>The options by which a command names a data set, as a recipe would.</summary>
internal sealed class DataOptions
{
    private readonly Argument<string> _name = new("NAME") { Description = "A data set: grid data list" };

    // Where recipes look, too: see the examples.
    private readonly Option<string> _root = Flags.Text("--root", "Folder of its files; GRID_DATA where that is set",
        "DIR", Environment.GetEnvironmentVariable("GRID_DATA") is { Length: > 0 } root ? root : "./data");

    private readonly Option<int> _size =
        Flags.Count("--size", "Side of the square that every image becomes; 0 = their own size", 0);

    private readonly Option<string> _labels = Flags.Word("--labels", "Labels of cifar100", "fine", "coarse");

    private readonly Option<string> _train =
        Flags.Word("--train", "Images that encoders would learn from", "labelled", DataSettings.Unlabelled);

    private readonly Option<int> _limit = Flags.Count("--limit", "Use only the first images; 0 = all", 0);

    private readonly Option<int> _seed = Flags.Count("--seed", "Seed of the split and of made images", 0);

    /// <summary>All of them.</summary>
    public Symbol[] All => [_name, _root, _size, _labels, _train, _limit, _seed];

    /// <summary>What was typed, as data settings.</summary>
    public Settings Of(Invocation x) => Settings.Of(
        (DataSettings.Name, x.Of(_name)), (DataSettings.Root, x.Of(_root)!), (DataSettings.Size, (double)x.Of(_size)),
        (DataSettings.Labels, x.Of(_labels)!), (DataSettings.Train, x.Of(_train)!),
        (DataSettings.Limit, (double)x.Of(_limit)), (DataSettings.Seed, (double)x.Of(_seed)));

    /// <summary>The seed.</summary>
    public ulong SeedOf(Invocation x) => (ulong)x.Of(_seed);
}
