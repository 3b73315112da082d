using System.CommandLine;
using Grid.Cli.Composition;
using Grid.Cli.Hosting;
using Grid.Cli.Invocations;
using Grid.Core.Sweeps;
using Grid.Learning.Torch;

namespace Grid.Cli.Running;

/// <summary>The options of every command that runs a sweep.</summary>
internal sealed class RunOptions
{
    private readonly Option<int> _slots =
        Flags.Count("--slots", "Runs that train at once on this machine", MachineDevices.DefaultSlots, min: 1);

    private readonly Option<string?> _blobs = Flags.Text(
        "--blobs", "Where checkpoints go: a folder or an Azure container; the home remembers it", "ADDRESS");

    private readonly Option<bool> _detach = Flags.Switch("--detach", "Run in the background; survives logout");

    private readonly Option<bool> _failOnFailedRuns =
        Flags.Switch("--fail-on-failed-runs", "Exit 1 where a run failed");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_slots, _blobs, _detach, _failOnFailedRuns];

    /// <summary>Runs a sweep, here or in the background.</summary>
    /// <param name="x">The call.</param>
    /// <param name="spec">The sweep.</param>
    /// <param name="again">The command that goes on with it.</param>
    public Task<int> Start(Invocation x, SweepSpec spec, string again)
    {
        // What every run would fail of, told once, before anything is stored.
        if (x.Server is null)
        {
            Natives.ThrowIfMissing();
        }

        var bound = SweepData.Read(spec);
        if (!bound.IsValid)
        {
            return Task.FromResult(x.Refuse(bound.Faults));
        }

        var job = new SweepJob(x, bound.Value.Spec, again)
        {
            Slots = x.Of(_slots),
            Blobs = x.Of(_blobs),
            FailsOnFailedRuns = x.Of(_failOnFailedRuns),
        };
        return x.Of(_detach) && !DetachedJob.IsHere ? new DetachedJob(x, spec).Start() : job.Run();
    }
}
