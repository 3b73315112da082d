using System.Collections.Immutable;
using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Learning.Checkpoints;

namespace Grid.Cli.Checkpoints;

/// <summary>grid checkpoint list|verify</summary>
internal static class CheckpointCommands
{
    public static Command List()
    {
        var prefix = Prefix();
        return HomeVerb("list", "Checkpoints of the home", prefix, async (x, reader) =>
        {
            var found = await Find(reader, x.Of(prefix), x.Stop);
            return x.Show(found, () =>
            {
                var table = new Table(
                    new("run"), new("step", true), new("of", true), new("attempt", true), new("size", true),
                    new("manifest"));
                foreach (var y in found)
                {
                    table.Add(
                        y.Run, Words.Count(y.Step), Words.Count(y.Steps), Words.Count(y.Attempt), Words.Bytes(y.Bytes),
                        y.Fault ?? y.Manifest);
                }

                x.Output.Raw(table.ToText());
            });
        });
    }

    public static Command Verify()
    {
        var prefix = Prefix();
        return HomeVerb("verify", "Read every byte of checkpoints and compare all hashes", prefix, async (x, reader) =>
        {
            var verdicts = ImmutableArray.CreateBuilder<CheckpointVerdict>();
            foreach (var y in await Find(reader, x.Of(prefix), x.Stop))
            {
                var read = await reader.Read(y.Manifest, cancellation: x.Stop);
                verdicts.Add(new(y.Manifest, read.Faults));
            }

            var all = verdicts.ToImmutable();
            if (all.IsEmpty && x.Of(prefix) is { } id)
            {
                return x.Refuse(new Diagnostic("ID", $"no checkpoint is of '{id}'", "grid checkpoint list"));
            }

            x.Show(all, () => Write(x.Output, all));
            return all.Any(y => !y.Faults.IsEmpty) ? ExitCode.BadInput : ExitCode.Ok;
        });
    }

    private static void Write(Output output, ImmutableArray<CheckpointVerdict> verdicts)
    {
        foreach (var verdict in verdicts)
        {
            output.Data($"{(verdict.Faults.IsEmpty ? "ok " : "BAD")} {verdict.Manifest}");
            output.Faults(verdict.Faults);
        }

        output.Talk($"{verdicts.Count(x => x.Faults.IsEmpty)} of {Words.Plural(verdicts.Length, "checkpoint")} good");
    }

    // Checkpoints lie in the home's blob store: no control plane is asked.
    private static Command HomeVerb(
        string name, string summary, Argument<string?> prefix, Func<Invocation, CheckpointReader, Task<int>> action) =>
        Verb.Of(name, summary, [prefix], async x =>
        {
            var home = Storage.Homes.Home.Read(x.Home);
            if (!home.IsValid)
            {
                return x.Refuse(home.Faults);
            }

            using var opened = home.Value;
            return await action(x, new CheckpointReader(opened.Blobs));
        });

    private static async Task<ImmutableArray<CheckpointRow>> Find(
        CheckpointReader reader, string? prefix, CancellationToken stop)
    {
        var rows = ImmutableArray.CreateBuilder<CheckpointRow>();
        await foreach (var y in reader.List(prefix ?? "", stop))
        {
            rows.Add(y.Manifest is { } manifest
                ? new(y.Name, manifest.Run.Value, manifest.Step, manifest.Steps, manifest.Attempt.Value,
                    manifest.Blobs.Sum(z => z.Bytes), null)
                : new(y.Name, "", 0, 0, 0, 0, y.Fault!.ToString()));
        }

        return rows.ToImmutable();
    }

    private static Argument<string?> Prefix() => new("ID")
    {
        Description = "A sweep, a run, or the start of one; all where none is given",
        Arity = ArgumentArity.ZeroOrOne,
    };
}

/// <summary>A checkpoint, as "grid checkpoint list" shows it.</summary>
/// <param name="Manifest">Blob name of its manifest.</param>
/// <param name="Run">The run that wrote it.</param>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Attempt">The attempt that wrote it.</param>
/// <param name="Bytes">Size of its blobs.</param>
/// <param name="Fault">Why it cannot be read, or null.</param>
internal sealed record CheckpointRow(
    string Manifest, string Run, long Step, long Steps, long Attempt, long Bytes, string? Fault);

/// <summary>What "grid checkpoint verify" found of one checkpoint.</summary>
/// <param name="Manifest">Blob name of its manifest.</param>
/// <param name="Faults">All that is wrong with it; empty = every byte is as written.</param>
internal sealed record CheckpointVerdict(string Manifest, ImmutableArray<Diagnostic> Faults);
