using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Grid.Orleans.Devices;

/// <summary>A device process's command line.</summary>
public sealed record DeviceProcessOptions
{
    /// <summary>The device.</summary>
    public required DeviceOptions Device { get; init; }

    /// <summary>The control silo that started it.</summary>
    public required IPEndPoint Parent { get; init; }

    /// <summary>The cluster of that silo.</summary>
    public required string ClusterId { get; init; }

    /// <summary>Process id of the parent: the device process ends with it.</summary>
    public required int ParentPid { get; init; }

    /// <summary>Held while the process lives, so that two incarnations never train at once.</summary>
    public required string LockFile { get; init; }

    /// <summary>As arguments of the hidden command.</summary>
    public ImmutableArray<string> ToArguments() =>
    [
        "--name", Device.Name,
        "--kind", Device.Kind,
        "--slots", Device.Slots.ToString(CultureInfo.InvariantCulture),
        "--epoch", Device.Epoch.ToString(CultureInfo.InvariantCulture),
        "--parent", Parent.ToString(),
        "--cluster", ClusterId,
        "--parent-pid", ParentPid.ToString(CultureInfo.InvariantCulture),
        "--lock", LockFile,
        .. Device.MaxSilence is { } x
            ? ["--max-silence", x.ToString("c", CultureInfo.InvariantCulture)] : Array.Empty<string>(),
    ];

    /// <summary>Reads what <see cref="ToArguments"/> wrote.</summary>
    /// <exception cref="ArgumentException">The arguments were not written by it.</exception>
    public static DeviceProcessOptions Parse(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            given[arguments[i]] = arguments[i + 1];
        }

        string Get(string name) => given.GetValueOrDefault(name) ?? throw new ArgumentException(
            $"a device process needs {name}: it is started by grid, not by hand", nameof(arguments));

        return new()
        {
            Device = new()
            {
                Name = Get("--name"),
                Kind = Get("--kind"),
                Slots = int.Parse(Get("--slots"), CultureInfo.InvariantCulture),
                Epoch = long.Parse(Get("--epoch"), CultureInfo.InvariantCulture),
                MaxSilence = given.TryGetValue("--max-silence", out var silence)
                    ? TimeSpan.ParseExact(silence, "c", CultureInfo.InvariantCulture) : null,
            },
            Parent = IPEndPoint.Parse(Get("--parent")),
            ClusterId = Get("--cluster"),
            ParentPid = int.Parse(Get("--parent-pid"), CultureInfo.InvariantCulture),
            LockFile = Get("--lock"),
        };
    }
}
