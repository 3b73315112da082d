using Grid.Core;
using Grid.Core.Runs;
using Grid.Core.Sweeps;

namespace Grid.Simulation;

/// <summary>Submits the sweeps, then pauses, resumes and cancels at random moments, and at last lets all go
/// on.</summary>
public sealed class User(World world)
{
    private readonly HashSet<RunId> _pausedRuns = [];

    /// <summary>Sweeps and runs that may end as cancelled.</summary>
    public HashSet<string> Cancelled { get; } = [];

    public void Begin()
    {
        foreach (var spec in world.Plan.Sweeps)
        {
            Submit(spec);
        }

        if (world.Weather.UserMs > 0)
        {
            world.Agenda.After(world.Dice.Between(1, 2 * world.Weather.UserMs), Meddle);
        }

        world.Agenda.After(world.Weather.CalmAtMs, LetGo);
    }

    private void Submit(SweepSpec spec)
    {
        var id = new SweepId(spec.Name);
        Ask(id, () => new SweepEvent.Submitted(id, spec) { At = world.Agenda.Now }, answer =>
        {
            if (answer == Answer.None)
            {
                world.Agenda.After(1_000, () => Submit(spec));
            }
        });
    }

    private void Meddle()
    {
        if (world.IsCalm)
        {
            return;
        }

        var id = new SweepId(world.Dice.Pick(world.Plan.Sweeps).Name);
        var run = RunId.Of(id, world.Dice.Between(1, 4), world.Dice.Between(1, 2));
        switch (world.Dice.Between(1, 20))
        {
            case <= 6:
                Ask(id, () => new SweepEvent.PauseRequested { At = world.Agenda.Now });
                if (world.Dice.Percent(40))
                {
                    // It was a slip: the runs are still stopping.
                    world.Agenda.After(world.Dice.Between(10, 1_500), () =>
                        Ask(id, () => new SweepEvent.ResumeRequested { At = world.Agenda.Now }));
                }

                break;
            case <= 13:
                Ask(id, () => new SweepEvent.ResumeRequested { At = world.Agenda.Now });
                break;
            case 14:
                Cancelled.Add(id.Value);
                Ask(id, () => new SweepEvent.CancelRequested("the user said so") { At = world.Agenda.Now });
                break;
            case <= 16:
                _pausedRuns.Add(run);
                world.CallRun(run, () => new RunEvent.PauseRequested { At = world.Agenda.Now }, _ => { });
                break;
            case <= 19:
                world.CallRun(run, () => new RunEvent.ResumeRequested { At = world.Agenda.Now }, _ => { });
                break;
            default:
                Cancelled.Add(run.Value);
                world.CallRun(run, () =>
                    new RunEvent.CancelRequested("the user said so") { At = world.Agenda.Now }, _ => { });
                break;
        }

        world.Agenda.After(world.Dice.Between(1, 2 * world.Weather.UserMs), Meddle);
    }

    /// <summary>Resumes what the user had paused, and nothing else: a run that stands still for another reason must
    /// not.</summary>
    private void LetGo()
    {
        var hasPaused = false;
        foreach (var spec in world.Plan.Sweeps)
        {
            if (world.Store.Read(spec.Name)?.State is SweepState { Phase: SweepPhase.Paused } sweep)
            {
                hasPaused = true;
                Ask(sweep.Id, () => new SweepEvent.ResumeRequested { At = world.Agenda.Now });
            }
        }

        foreach (var run in _pausedRuns)
        {
            world.CallRun(run, () => new RunEvent.ResumeRequested { At = world.Agenda.Now }, _ => { });
        }

        // What was on its way when the faults ended has arrived after this time.
        if (hasPaused || world.Agenda.NowMs < world.Weather.CalmAtMs + 30_000)
        {
            world.Agenda.After(5_000, LetGo);
        }
    }

    private void Ask(SweepId id, Func<SweepEvent> @event, Action<Answer>? answered = null)
    {
        world.Tally.Count(Case.UserRequest);
        world.Note("user", () => $"{@event().GetType().Name} {id}");
        world.Call(reply => world.Control.Sweep(id)?.Take(@event(), reply), answered ?? (_ => { }));
    }
}
