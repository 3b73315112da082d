using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Storage.Rows;

namespace Grid.Tests.Storage.Rows;

/// <summary>Kills a process that writes, at random moments, and looks at what it left.</summary>
public sealed class KillTests : IDisposable
{
    private const string FileVariable = "GRID_TEST_STORE_FILE";
    private const string PipeVariable = "GRID_TEST_STORE_PIPE";
    private const string Child = $"*{nameof(KillTests)}.{nameof(Write_until_killed)}";
    private const int Writers = 32;

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_acknowledged_save_is_there_and_whole_after_kill_minus_nine()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var acknowledged = new long[Writers];
        for (var round = 0; round < 4; round++)
        {
            await WriteAndKill(random.Next(1, 3000), acknowledged);
            using var store = SqliteStore.Open(_folder.File("grid.db"));
            for (var writer = 0; writer < Writers; writer++)
            {
                // What is stored now counts as acknowledged: its answer may have died with the child.
                acknowledged[writer] = await Inspect(
                    store, writer, acknowledged[writer], $"seed {seed}, round {round}, writer {writer}");
            }
        }

        Assert.True(acknowledged.Sum() > Writers, $"seed {seed} acknowledged {acknowledged.Sum()}");
    }

    [Fact(Explicit = true)]
    public async Task Write_until_killed()
    {
        var file = Environment.GetEnvironmentVariable(FileVariable)!;
        var pipe = Environment.GetEnvironmentVariable(PipeVariable)!;
        using var store = SqliteStore.Open(file);
        using var acknowledgements = new AnonymousPipeClientStream(PipeDirection.Out, pipe);
        var writers = Enumerable.Range(0, Writers);
        await Task.WhenAll(writers.Select(x => Task.Run(() => WriteForever(store, x, acknowledgements), Cancellation)));
    }

    private async Task WriteAndKill(int acknowledgements, long[] acknowledged)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "--filter-method", Child, "--explicit", "only" },
            Environment = { [FileVariable] = _folder.File("grid.db"), [PipeVariable] = pipe.GetClientHandleAsString() },
            RedirectStandardOutput = true,
        })!;
        pipe.DisposeLocalCopyOfClientHandle();
        using var lines = new StreamReader(pipe);
        for (var i = 0; await lines.ReadLineAsync(Cancellation) is { } line; i++)
        {
            var (writer, version) = (int.Parse(line.Split(' ')[0]), long.Parse(line.Split(' ')[1]));
            acknowledged[writer] = version;
            if (i == acknowledgements)
            {
                child.Kill();
            }
        }

        await child.WaitForExitAsync(Cancellation);
        Assert.Equal(137, child.ExitCode);
    }

    private static async Task WriteForever(SqliteStore store, int writer, AnonymousPipeClientStream acknowledgements)
    {
        var run = Samples.Run(writer + 1, 1, RunPhase.Running);
        var version = (await store.Read("run", run.Id.Value, Cancellation))?.Version ?? 0;
        while (true)
        {
            await store.Write(Save(run.Id, version++), Cancellation);
            var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{writer} {version}\n"));
            lock (acknowledgements)
            {
                acknowledgements.Write(line);
            }
        }
    }

    private static GrainRows Save(RunId run, long version) => new()
    {
        State = Samples.State(run.Value, version, Payload(run, version + 1)),
        Journal = [Samples.Event(run.Value, $"{version + 1}")],
        Run = Samples.Run(long.Parse(run.Value.Split('/')[1]), 1, RunPhase.Running) with { Reason = $"{version + 1}" },
    };

    private static string Payload(RunId run, long version) => string.Concat(Enumerable.Repeat($"{run} {version};", 60));

    private static async Task<long> Inspect(SqliteStore store, int writer, long acknowledged, string told)
    {
        var run = Samples.Run(writer + 1, 1).Id;
        var state = await store.Read("run", run.Value, Cancellation);
        var version = state?.Version ?? 0;

        // At most the save in flight may be there without its acknowledgement having come out.
        told = $"{told}: version {version}, acknowledged {acknowledged}";
        Assert.True(version >= acknowledged && version <= acknowledged + 1, told);
        if (version > 0)
        {
            Assert.Equal(Payload(run, version), Encoding.UTF8.GetString(state!.Payload.Span));
            Assert.Equal($"{version}", (await store.Run(run, Cancellation))!.Reason);
            var journal = await store.Journal("run", run.Value, Cancellation);
            Assert.Equal(Enumerable.Range(1, (int)version).Select(x => $"{x}"), journal.Select(x => x.Payload));
        }

        return version;
    }
}
