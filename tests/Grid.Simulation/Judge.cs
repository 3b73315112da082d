using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Backlogs;
using Grid.Core.Checkpoints;
using Grid.Core.Devices;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Sweeps;

namespace Grid.Simulation;

/// <summary>A promise of the product that a schedule broke.</summary>
public sealed class ViolationException(string message) : Exception(message);

/// <summary>Knows what is true everywhere at once, and checks the promises of the product against it.</summary>
public sealed class Judge(World world)
{
    private readonly Dictionary<(RunId, AttemptNumber), (string Device, long Epoch)> _places = [];
    private readonly HashSet<(RunId, AttemptNumber)> _failed = [];
    private readonly HashSet<(string, long)> _aborted = [];
    private readonly HashSet<RunId> _suspects = [];
    private readonly HashSet<(string Output, RunId Run)> _built = [];
    private readonly HashSet<(RunId, AttemptNumber, string, long)> _trained = [];

    /// <summary>What a run is in the store.</summary>
    private RunState? Stored(RunId run) => (RunState?)world.Store.Read(run.Value)?.State;

    /// <summary>A row is about to become durable.</summary>
    public void Committing(StoredRow? old, StoredRow row)
    {
        switch (row.State)
        {
            case RunState run:
                Check((RunState?)old?.State, run);
                break;
            case ArtifactState artifact:
                Check((ArtifactState?)old?.State, artifact);
                break;
            default:
                Check((SweepState?)old?.State, (SweepState)row.State);
                break;
        }
    }

    /// <summary>A build wrote its output.</summary>
    public void Built(AttemptOrder order, bool isNew)
    {
        world.Tally.Count(Case.ArtifactBuilt);
        Must(isNew || _built.Contains((order.Build!.Output, order.Run)),
            () => $"{order.Run}: built {order.Build!.Output}, which was there already");
        _built.Add((order.Build!.Output, order.Run));
    }

    /// <summary>A run took a step.</summary>
    public void Stepped(RunState? before, RunState? after) =>
        Must(before is null || after!.Attempt >= before.Attempt, () => $"{after!.Spec.Id}: its attempt number shrank");

    /// <summary>The backlog was told of a waiting run.</summary>
    public void Told(BacklogEntry entry)
    {
        if (entry.IsSuspect)
        {
            _suspects.Add(entry.Run);
        }
        else
        {
            _suspects.Remove(entry.Run);
        }
    }

    /// <summary>The backlog took a step.</summary>
    public void Served(BacklogState state, ImmutableArray<BacklogEffect> effects)
    {
        foreach (var device in state.Devices.Values)
        {
            Must(device.Held == device.Aboard.Values.Sum(x => x.Slots),
                () => $"{device.Name}: the slots held are not those of the runs aboard");
        }

        foreach (var grant in effects.OfType<BacklogEffect.Grant>())
        {
            var device = state.Devices[grant.Device];
            Must(device.Held <= device.Slots, () => $"{grant.Device}: more slots granted than it has");
            Must(device.Aboard.Count == 1 || !_suspects.Contains(grant.Run),
                () => $"{grant.Run}: a suspect was granted a slot beside others on {grant.Device}");
        }
    }

    /// <summary>A device took a step.</summary>
    public static void Boarded(DeviceState state) =>
        Must(state.Free >= 0, () => $"{state.Name}: trains on more slots than it has");

    /// <summary>A device begins to train an attempt.</summary>
    public void Training(AttemptOrder order, string device, long epoch)
    {
        var stored = Stored(order.Run);
        Must(stored is not null && order.Attempt <= stored.Attempt,
            () => $"{order.Run}: attempt {order.Attempt} is trained and not saved");
        if (stored!.Attempt != order.Attempt)
        {
            return;
        }

        Must((stored.Device, stored.Epoch) == (device, epoch),
            () => $"{order.Run}: attempt {order.Attempt} is trained where it was not granted, on {device}#{epoch}");
        var isFirst = _trained.Add((order.Run, order.Attempt, device, epoch));
        Must(isFirst, () => $"{order.Run}: attempt {order.Attempt} is trained twice on {device}#{epoch}");
    }

    /// <summary>An attempt could not read the checkpoint it was to resume from.</summary>
    public void CheckpointMissing(AttemptOrder order)
    {
        Must(Stored(order.Run) is not { Phase: RunPhase.Running } stored || stored.Attempt != order.Attempt,
            () => $"{order.Run}: attempt {order.Attempt} was sent to a checkpoint that is gone");
    }

    /// <summary>An attempt failed by itself.</summary>
    public void Failed(RunId run, AttemptNumber attempt) => _failed.Add((run, attempt));

    /// <summary>A device process aborted.</summary>
    public void Aborted(string device, long epoch) => _aborted.Add((device, epoch));

    /// <summary>A device heard that its report was taken.</summary>
    public void Accepted(RunId run, Report report)
    {
        var stored = Stored(run)!;
        // What a build made is its output: once it is there, its checkpoints are gone.
        Must(stored is { Spec.Build: not null, Phase: RunPhase.Finished }
            || report.Checkpoints.All(x => x.Step <= (stored.LastCheckpoint?.Step ?? -1)),
            () => $"{run}: a checkpoint was acknowledged and not saved");
        Must(report.End is null || stored.Phase != RunPhase.Running || stored.Attempt != report.Attempt,
            () => $"{run}: an end was acknowledged and not saved");
    }

    /// <summary>A device heard that its attempt is stale: it drops what it had to say.</summary>
    public void Refused(RunId run, Report report)
    {
        Must(Stored(run) is not { Phase: RunPhase.Running } stored || stored.Attempt != report.Attempt,
            () => $"{run}: attempt {report.Attempt} was called stale and is the stored one");
    }

    /// <summary>Checkpoints were discarded.</summary>
    public void Discarded(ImmutableArray<CheckpointRef> drop)
    {
        foreach (var row in world.Store.Rows.Select(x => x.Value.State).OfType<RunState>())
        {
            Must(row.Checkpoints.All(world.Blobs.IsWhole), () =>
                $"{row.Spec.Id}: a checkpoint it refers to was discarded");
        }

        Must(!drop.IsEmpty, () => "nothing was to be discarded");
    }

    private void Check(RunState? old, RunState run)
    {
        var id = run.Spec.Id;
        Must(old is null || run.Attempt >= old.Attempt, () => $"{id}: its stored attempt number shrank");
        Must(old is not { HasEnded: true } || (run.Phase == old.Phase && run.Attempt == old.Attempt),
            () => $"{id}: it had ended, {old!.Phase}, and is now {run.Phase}");
        Must(run.Reason.Length > 0, () => $"{id}: it is {run.Phase} without a reason");
        Must(run.Checkpoints.All(world.Blobs.IsWhole), () => $"{id}: it refers to a checkpoint that is gone");
        Must(run.Checkpoints.Length <= run.Spec.Checkpoint.Keep, () => $"{id}: it keeps too many checkpoints");
        foreach (var added in run.Checkpoints.Where(x => old?.Checkpoints.Contains(x) != true))
        {
            Must(old is null || AttemptOf(added) >= old.Attempt.Value,
                () => $"{id}: took the checkpoint {added.Manifest} of a stale attempt; its attempt is {old!.Attempt}");
        }

        Must(run.Attempt.Value == 0 || run.Spec.Artifacts.All(x => world.Blobs.HasOutput(x.Output)),
            () => $"{id}: it had a slot before what it needs was built");
        if (run.Phase == RunPhase.Running)
        {
            var place = (run.Device!, run.Epoch);
            var isNew = _places.TryAdd((id, run.Attempt), place);
            Must(isNew || _places[(id, run.Attempt)] == place, () => $"{id}: attempt {run.Attempt} was granted twice");
        }

        if (run.Failures > (old?.Failures ?? 0))
        {
            var real = _places.Count(x => x.Key.Item1 == id && (_failed.Contains(x.Key) || _aborted.Contains(x.Value)));
            Must(run.Failures <= real, () => $"{id}: {run.Failures} failures counted, {real} happened");
        }
    }

    private void Check(ArtifactState? old, ArtifactState artifact)
    {
        var id = artifact.Spec.Id;
        Must(artifact.Reason.Length > 0, () => $"{id}: it is {artifact.Phase} without a reason");
        Must(old is not { Phase: ArtifactPhase.Ready } || artifact.Phase == ArtifactPhase.Ready,
            () => $"{id}: it was there and is {artifact.Phase}");
        Must(artifact.Phase != ArtifactPhase.Ready || world.Blobs.HasOutput(artifact.Spec.Output),
            () => $"{id}: it is called ready and has no output");
        Must(artifact.Build <= (old?.Build ?? 0) + 1 && (old is null || artifact.Build == old.Build
            || Stored(old.BuildRun) is { HasEnded: true }), () => $"{id}: a second build began before the first ended");
        if (artifact.Waiting.Values.Distinct().Count() > 1)
        {
            world.Tally.Count(Case.ArtifactShared);
        }
    }

    private static long AttemptOf(CheckpointRef checkpoint) =>
        long.Parse(checkpoint.Manifest.Split('/')[^2], System.Globalization.CultureInfo.InvariantCulture);

    private static void Check(SweepState? old, SweepState sweep)
    {
        Must(old is not { HasEnded: true } || sweep.Phase == old.Phase, () => $"{sweep.Id}: it had ended and goes on");
        Must(sweep.Reason.Length > 0, () => $"{sweep.Id}: it is {sweep.Phase} without a reason");
        Must(sweep.Started == sweep.Finished + sweep.Failed + sweep.Cancelled + sweep.InFlight.Count,
            () => $"{sweep.Id}: its counts do not add up");
        Must(sweep.InFlight.Count <= sweep.Spec.Limits.Parallel, () => $"{sweep.Id}: too many runs in flight");
        if (old?.BestValue is { } best && sweep.BestValue is var value)
        {
            Must(value == best || (value is { } better && sweep.Spec.Objective.IsBetter(better, best)),
                () => $"{sweep.Id}: its best fell from {best} to {value}");
        }
    }

    /// <summary>Throws where a promise is broken.</summary>
    public static void Must(bool isKept, Func<string> broken)
    {
        if (!isKept)
        {
            throw new ViolationException(broken());
        }
    }
}
