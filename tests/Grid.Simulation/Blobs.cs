using System.Collections.Immutable;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;

namespace Grid.Simulation;

/// <summary>Checkpoints: manifests by name, and content-addressed blobs that equal states of a run share.</summary>
public sealed class Blobs
{
    private readonly Dictionary<string, string> _manifests = [];
    private readonly HashSet<string> _blobs = [];

    /// <summary>Writes a checkpoint: blob first, then manifest.</summary>
    public CheckpointRef Write(AttemptOrder order, long step)
    {
        var (manifest, blob) = ($"{order.Run}/{order.Attempt}/{step}", $"{order.Run}@{step}");
        _blobs.Add(blob);
        _manifests[manifest] = blob;
        return new(manifest, blob, step, 1);
    }

    /// <summary>Writes the output of a build; false where it is there already.</summary>
    public bool WriteOutput(string name) => _blobs.Add(name);

    public bool HasOutput(string name) => _blobs.Contains(name);

    public bool IsWhole(CheckpointRef checkpoint) =>
        _manifests.TryGetValue(checkpoint.Manifest, out var blob) && _blobs.Contains(blob);

    /// <summary>Deletes manifests, and their blobs that no kept manifest names.</summary>
    public void Discard(ImmutableArray<CheckpointRef> drop, ImmutableArray<CheckpointRef> keep)
    {
        foreach (var dropped in drop)
        {
            if (_manifests.Remove(dropped.Manifest, out var blob)
                && keep.All(x => _manifests.GetValueOrDefault(x.Manifest) != blob))
            {
                _blobs.Remove(blob);
            }
        }
    }
}
