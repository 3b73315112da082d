using System.Diagnostics;
using System.Globalization;
using Grid.Simulation;

// Plays schedules of the whole system: Grid.Simulation [--seeds N] [--from S] [--mutant NAME] [--trace]
var seeds = (ulong)Number("--seeds", 1_000);
var from = (ulong)Number("--from", 1);
var mutant = Text("--mutant") is { } name ? Enum.Parse<Mutant>(name) : Mutant.None;
var isTraced = args.Contains("--trace");
var tally = new Tally();
var clock = Stopwatch.StartNew();
var (broken, events, simulatedMs, longestMs) = (0, 0L, 0L, 0L);
for (var seed = from; seed < from + seeds; seed++)
{
    var outcome = Schedule.Play(seed, mutant, isTraced);
    tally.Add(outcome.Tally);
    longestMs = Math.Max(longestMs, outcome.SimulatedMs);
    (events, simulatedMs) = (events + outcome.Events, simulatedMs + outcome.SimulatedMs);
    foreach (var line in outcome.Trace)
    {
        Console.WriteLine(line);
    }

    if (outcome.Violation is { } violation)
    {
        broken++;
        Console.WriteLine($"seed {seed}: {violation}");
        Console.WriteLine($"  replay: {outcome.Replay}{(mutant == Mutant.None ? "" : $" --mutant {mutant}")}");
    }
}

Console.WriteLine(tally);
var seconds = clock.Elapsed.TotalSeconds;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{seeds} schedules, {broken} broken, {events} events, {simulatedMs / 3_600_000.0:0.0} h simulated, "
    + $"the longest {longestMs / 60_000} min, in {seconds:0.0} s, {seeds / seconds:0} schedules/s"));
return broken == 0 ? 0 : 1;

long Number(string option, long otherwise) =>
    Text(option) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

string? Text(string option) =>
    Array.IndexOf(args, option) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
