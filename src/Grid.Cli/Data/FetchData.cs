using System.Collections.Immutable;
using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Learning.Data.Fetching;

namespace Grid.Cli.Data;

/// <summary>grid data fetch NAME|URL</summary>
internal static class FetchData
{
    public static Command Create()
    {
        var what = new Argument<string>("NAME|URL")
        {
            Description = $"One of {string.Join(", ", KnownDownload.All.Select(x => x.Name))}, or an address",
        };
        var folder = Flags.Text("--out", "Folder to fetch into", "DIR", "./data");
        var sha256 = Flags.Text("--sha256", "What the file of an address must hash to", "HASH");
        return Verb.Of("fetch", "Fetch a data set; a broken transfer goes on where it broke off",
            [what, folder, sha256], async x =>
            {
                var set = Named(x.Of(what), x.Of(sha256));
                return set.IsValid
                    ? await Fetch(x, set.Value, Path.GetFullPath(x.Of(folder)!))
                    : x.Refuse(set.Faults);
            });
    }

    private static Result<KnownDownload> Named(string word, string? sha256)
    {
        if (KnownDownload.All.FirstOrDefault(x => x.Name == word) is { } known)
        {
            return Result<KnownDownload>.Valid(known);
        }

        if (sha256 is not null && (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit)))
        {
            return Result<KnownDownload>.Invalid(
                new Diagnostic("--sha256", "must be 64 hexadecimal digits", "sha256sum FILE prints them"));
        }

        return Uri.TryCreate(word, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && Path.GetFileName(address.AbsolutePath).Length > 0
            ? Result<KnownDownload>.Valid(new KnownDownload(word, [new Download(address, sha256)], ""))
            : Result<KnownDownload>.Invalid(new Diagnostic("NAME|URL", $"'{word}' is no known data set and no address",
                $"one of: {string.Join(", ", KnownDownload.All.Select(x => x.Name))}; or https://..."));
    }

    private static async Task<int> Fetch(Invocation x, KnownDownload set, string folder)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(100) };
        var fetcher = new Fetcher(http, new ProgressTalk(x.Output).Tell);
        foreach (var download in set.Files)
        {
            var fetched = await fetcher.Fetch(download, folder, x.Stop);
            if (!fetched.IsValid)
            {
                return x.Refuse(fetched.Faults);
            }

            if (Unpacker.Knows(fetched.Value) && Unpacker.Unpack(fetched.Value, folder) is { IsValid: false } failed)
            {
                return x.Refuse(failed.Faults);
            }
        }

        var root = Path.Combine(folder, set.Folder);
        return x.Show(ImmutableArray.Create(root), () =>
        {
            x.Output.Talk("set data.root, or GRID_DATA, to");
            x.Output.Data(root);
        });
    }

    /// <summary>A line for each tenth of a file.</summary>
    private sealed class ProgressTalk(Output output)
    {
        private (string File, long Tenth) _told;

        public void Tell(FetchProgress progress)
        {
            var tenth = 10 * progress.Bytes / Math.Max(1, progress.Total ?? long.MaxValue);
            if (_told != (progress.File, tenth))
            {
                _told = (progress.File, tenth);
                var total = progress.Total is { } bytes ? $" of {bytes / 1e6:f1}" : "";
                output.Talk($"{progress.File}: {progress.Bytes / 1e6:f1}{total} MB");
            }
        }
    }
}
