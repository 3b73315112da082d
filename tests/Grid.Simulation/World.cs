using Grid.Core;
using Grid.Core.Runs;

namespace Grid.Simulation;

/// <summary>What a caller hears.</summary>
public enum Answer
{
    /// <summary>Nothing, or that it failed: whether it was done is open.</summary>
    None,

    /// <summary>Done, and durable where it had to be.</summary>
    Done,

    /// <summary>The attempt is not the current one.</summary>
    Stale,
}

/// <summary>Everything of one schedule: the clock, the dice, the network, the store, the processes and the
/// judge.</summary>
public sealed class World
{
    private const int TimeoutMs = 2_500;

    private readonly List<string>? _trace;

    public World(ulong seed, Mutant mutant, bool isTraced)
    {
        (Dice, Mutant) = (new(seed), mutant);
        _trace = isTraced ? [] : null;
        Weather = Weather.Of(Dice);
        Plan = Plan.Of(Dice);
        Judge = new(this);
        Store = new(this);
        Blobs = new();
        Control = new(this);
        Machines = [.. Plan.Devices.Select(x => new Machine(this, x))];
    }

    public Mutant Mutant { get; }

    public Dice Dice { get; }

    public Weather Weather { get; }

    public Plan Plan { get; }

    public Agenda Agenda { get; } = new();

    public Judge Judge { get; }

    public Tally Tally { get; } = new();

    public Store Store { get; }

    public Blobs Blobs { get; }

    public Control Control { get; }

    public IReadOnlyList<Machine> Machines { get; }

    public bool IsCalm => Agenda.NowMs >= Weather.CalmAtMs;

    public IReadOnlyList<string> Trace => _trace ?? [];

    /// <summary>Notes what happens, where somebody reads it.</summary>
    public void Note(string who, Func<string> what) =>
        _trace?.Add($"{TimeSpan.FromMilliseconds(Agenda.NowMs):mm\\:ss\\.fff}  {who,-12} {what()}");

    public Machine? MachineOf(string device) => Machines.FirstOrDefault(x => x.Spec.Name == device);

    /// <summary>A message on its way: milliseconds, or null where it is lost.</summary>
    private int? Travel()
    {
        if (IsCalm)
        {
            return Dice.Between(1, 5);
        }

        if (Dice.Percent(Weather.Loss))
        {
            Tally.Count(Case.MessageLost);
            return null;
        }

        return Dice.Percent(Weather.Lateness) ? Dice.Between(5, 6_000) : Dice.Between(1, 20);
    }

    /// <summary>
    /// A call: the request travels, is handled, and its answer travels back. Each may be late or lost, and a request
    /// may arrive again. The caller hears exactly one answer; silence is <see cref="Answer.None"/>.
    /// </summary>
    public void Call(Action<Action<Answer>> handle, Action<Answer> answered)
    {
        var isOpen = true;
        void Hear(Answer answer)
        {
            if (isOpen)
            {
                isOpen = false;
                answered(answer);
            }
        }

        if (Travel() is { } there)
        {
            Agenda.After(there, () => handle(answer =>
            {
                if (Travel() is { } back)
                {
                    Agenda.After(back, () => Hear(answer));
                }
            }));
        }

        if (!IsCalm && Dice.Percent(Weather.Duplication))
        {
            Tally.Count(Case.MessageRepeated);
            Agenda.After(Dice.Between(20, 20_000), () => handle(_ => { }));
        }

        Agenda.After(TimeoutMs, () => Hear(Answer.None));
    }

    /// <summary>A call to a run's shell.</summary>
    public void CallRun(RunId run, Func<RunEvent> @event, Action<Answer> answered) =>
        Call(reply => Control.Run(run)?.Take(@event(), reply), answered);
}
