using System.Collections.Concurrent;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Cluster.Tests;

public sealed class SiloDeathTests
{
    private const int Kills = 3;
    private const int Runs = 40;

    private readonly MemoryStore _store = new();
    private readonly MemoryBlobs _blobs = new();
    private readonly Witness _witness = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silos_killed_under_load_lose_nothing_acknowledged_and_finish_no_run_twice()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        _store.Written = _witness.See;
        await using var cluster = await TestCluster.Start(
            _store, _blobs, () => new FakeTrainer(_blobs), silos: 3, slots: 4);
        var spec = Specs.Sweep("kills", trials: Runs / 2, replicas: 2, parallel: 24, settings:
            [("train.steps", 40), ("train.step_ms", 10), ("train.checkpoint_steps", 4)]);
        var id = (await cluster.Grid.Submit(spec, Cancellation)).Value!.Id;

        var kills = 0;
        while (kills < Kills)
        {
            var before = _witness.Ended;
            bool HaveMoreEnded() => _witness.Ended > before + 4 || _witness.Ended == Runs;
            await Waiting.Until("runs end", () => Task.FromResult(HaveMoreEnded()), 180);
            await cluster.Kill(random.Next(cluster.Count));
            kills++;
            await cluster.Add();
        }

        await Waiting.Until(
            "the sweep ends", async () => (await _store.Sweep(id, Cancellation))?.EndedAt is not null, 120);

        var sweep = (await _store.Sweep(id, Cancellation))!;
        var rows = (await _store.Runs(new() { Sweep = id }, Cancellation)).Rows;
        Assert.Equal((SweepPhase.Finished, Runs, 0), (sweep.Phase, sweep.FinishedRuns, sweep.FailedRuns));
        Assert.Equal(Runs, rows.Length);
        Assert.All(rows, x => Assert.Equal((RunPhase.Finished, 40, 0), (x.Phase, x.CheckpointStep, x.Failures)));
        Assert.Empty(_witness.Violations);
        // The case was reached: silos died with attempts aboard, which were made again.
        Assert.Equal(Kills, kills);
        Assert.InRange(rows.Count(x => x.Attempt.Value > 1), 4, Runs);
    }

    /// <summary>Watches every save that counted: what was acknowledged is never taken back.</summary>
    private sealed class Witness
    {
        private readonly Dictionary<RunId, RunSummary> _last = [];
        private long _sweepEnds;

        public int Ended { get; private set; }

        public ConcurrentQueue<string> Violations { get; } = [];

        public void See(GrainRows rows)
        {
            if (rows.Sweep is { } sweep)
            {
                var ends = sweep.FinishedRuns + sweep.FailedRuns + sweep.CancelledRuns;
                Demand(ends >= _sweepEnds, $"the sweep counted {_sweepEnds} ends, then {ends}");
                _sweepEnds = ends;
            }

            if (rows.Run is not { } run)
            {
                return;
            }

            if (_last.TryGetValue(run.Id, out var before))
            {
                // A repeated request may save the same state once more; no event may change it.
                Demand(before.EndedAt is null || (rows.Journal.IsEmpty && run.Phase == before.Phase),
                    $"{run.Id} was {before.Phase} and became {run.Phase}");
                Demand(run.Attempt >= before.Attempt, $"{run.Id} went from attempt {before.Attempt} to {run.Attempt}");
                Demand(run.CheckpointStep >= before.CheckpointStep,
                    $"{run.Id} lost its checkpoint {before.CheckpointStep}");
            }

            _last[run.Id] = run;
            Ended += run.EndedAt is null ? 0 : 1;
        }

        private void Demand(bool holds, string violation)
        {
            if (!holds)
            {
                Violations.Enqueue(violation);
            }
        }
    }
}
