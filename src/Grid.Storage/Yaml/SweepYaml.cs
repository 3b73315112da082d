using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Core.Sweeps;

namespace Grid.Storage.Yaml;

/// <summary>Reads sweep files.</summary>
public static partial class SweepYaml
{
    /// <summary>The spec that a file describes, or every fault of it at once, each with its field and line.</summary>
    /// <param name="text">The file's content, at most 2^20 characters.</param>
    /// <param name="schema">What recipes may say.</param>
    /// <param name="environment">The value of a variable, for ${NAME} and ${NAME:-default}; null where it is not
    /// set.</param>
    public static Result<SweepSpec> Read(string text, RecipeSchema schema, Func<string, string?> environment)
    {
        var (root, faults) = YamlTree.Read(text, environment);
        if (root is null)
        {
            return Result<SweepSpec>.Invalid(faults);
        }

        var reader = new YamlReader();
        var draft = new DraftYaml(reader).Read(root);
        return Resolve(draft, schema, root, [.. faults, .. reader.Faults]);
    }

    /// <summary>Checks a draft and tells its faults together with those of reading it.</summary>
    internal static Result<SweepSpec> Resolve(
        SweepDraft draft, RecipeSchema schema, YamlNode root, ImmutableArray<Diagnostic> readFaults)
    {
        var resolved = draft.Resolve(schema);

        // What could not be read is missing from the draft: that it is missing is no fault of its own.
        var follow = resolved.Faults.Where(x => !readFaults.Any(read => Concern(read.Field, x.Field)));
        var lines = new YamlLines(root);
        ImmutableArray<Diagnostic> all =
            [.. readFaults.Concat(follow).Select(lines.Locate).OrderBy(x => x.Line ?? 0)
                .ThenBy(x => x.Field, StringComparer.Ordinal)];
        return all.IsEmpty ? resolved : Result<SweepSpec>.Invalid(all);
    }

    private static bool Concern(string read, string follow) => IsWithin(read, follow) || IsWithin(follow, read);

    private static bool IsWithin(string inner, string outer) =>
        inner == outer || (inner.StartsWith(outer, StringComparison.Ordinal) && inner[outer.Length] is '.' or '[');
}
