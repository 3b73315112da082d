using System.Text;
using Grid.Core;
using Grid.Core.Ports;

namespace Grid.Tests.Storage.Rows;

/// <summary>What every row store promises about states, journals and logs.</summary>
public abstract class RowStoreContract
{
    protected abstract IRowStore Rows { get; }

    protected abstract ISummaries Summaries { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_is_read_back_as_it_was_written()
    {
        await Rows.Write(Samples.Save("a", 0, "{\"é\":1}"), Cancellation);
        var row = await Rows.Read("run", "a", Cancellation);
        Assert.Equal(("run", "a", 1L), (row!.Kind, row.Key, row.Version));
        Assert.Equal("{\"é\":1}", Encoding.UTF8.GetString(row.Payload.Span));
    }

    [Fact]
    public async Task A_state_that_was_never_written_is_null() =>
        Assert.Null(await Rows.Read("run", "a", Cancellation));

    [Fact]
    public async Task Kinds_do_not_share_keys()
    {
        await Rows.Write(Samples.Save("a", 0), Cancellation);
        Assert.Null(await Rows.Read("sweep", "a", Cancellation));
    }

    [Fact]
    public async Task An_empty_payload_stays_empty()
    {
        await Rows.Write(Samples.Save("a", 0, ""), Cancellation);
        Assert.Equal(0, (await Rows.Read("run", "a", Cancellation))!.Payload.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_write_at_another_version_is_refused_and_leaves_nothing(long version)
    {
        await Rows.Write(Samples.Save("a", 0, "first"), Cancellation);
        var second = Samples.Save("a", version, "second") with
        {
            Journal = [Samples.Event("a", "never")],
            Run = Samples.Run(1, 1),
        };
        var conflict = await Assert.ThrowsAsync<VersionConflictException>(() => Rows.Write(second, Cancellation));
        Assert.Contains("run a", conflict.Message, StringComparison.Ordinal);
        Assert.Equal("first", Encoding.UTF8.GetString((await Rows.Read("run", "a", Cancellation))!.Payload.Span));
        Assert.Empty(await Summaries.Journal("run", "a", Cancellation));
        Assert.Null(await Summaries.Run(Samples.Run(1, 1).Id, Cancellation));
    }

    [Fact]
    public async Task A_first_write_without_a_row_must_be_version_zero() =>
        await Assert.ThrowsAsync<VersionConflictException>(() => Rows.Write(Samples.Save("a", 1), Cancellation));

    [Fact]
    public async Task Of_many_first_writers_exactly_one_wins_and_the_others_of_the_group_go_on()
    {
        var rivals = Enumerable.Range(0, 50).Select(i => Outcome(Samples.Save("contested", 0, $"{i}")));
        var others = Enumerable.Range(0, 50).Select(i => Outcome(Samples.Save($"own-{i}", 0)));
        var outcomes = await Task.WhenAll(rivals.Concat(others));
        Assert.Equal(1, outcomes.Take(50).Count(x => x));
        Assert.All(outcomes.Skip(50), Assert.True);
    }

    [Fact]
    public async Task Concurrent_writers_that_read_before_they_write_lose_no_increment()
    {
        await Rows.Write(Samples.Save("counter", 0, "0"), Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Increment(25), Cancellation)));
        var row = await Rows.Read("run", "counter", Cancellation);
        Assert.Equal(("200", 201L), (Encoding.UTF8.GetString(row!.Payload.Span), row.Version));
    }

    [Fact]
    public async Task The_journal_keeps_the_order_of_events_within_and_between_saves()
    {
        var first = Samples.Save("a", 0) with { Journal = [Samples.Event("a", "1"), Samples.Event("a", "2")] };
        await Rows.Write(first, Cancellation);
        await Rows.Write(Samples.Save("b", 0) with { Journal = [Samples.Event("b", "other")] }, Cancellation);
        await Rows.Write(Samples.Save("a", 1) with { Journal = [Samples.Event("a", "3")] }, Cancellation);
        var journal = await Summaries.Journal("run", "a", Cancellation);
        Assert.Equal([Samples.Event("a", "1"), Samples.Event("a", "2"), Samples.Event("a", "3")], journal);
    }

    [Fact]
    public async Task A_log_gives_its_last_lines_oldest_first()
    {
        var run = new RunId("s/1/1");
        await Rows.AppendLog(run, [new(1, Samples.Noon, "one"), new(1, Samples.Noon, "two")], Cancellation);
        await Rows.AppendLog(run, [new(2, Samples.Noon.AddTicks(1), "three")], Cancellation);
        await Rows.AppendLog(new("s/1/2"), [new(1, Samples.Noon, "of another run")], Cancellation);
        Assert.Equal(["one", "two", "three"], (await Summaries.Log(run, 10, Cancellation)).Select(x => x.Text));
        LogLine[] last = [new(1, Samples.Noon, "two"), new(2, Samples.Noon.AddTicks(1), "three")];
        Assert.Equal(last, await Summaries.Log(run, 2, Cancellation));
    }

    private async Task<bool> Outcome(GrainRows rows)
    {
        try
        {
            await Rows.Write(rows, Cancellation);
            return true;
        }
        catch (VersionConflictException)
        {
            return false;
        }
    }

    private async Task Increment(int times)
    {
        for (var done = 0; done < times;)
        {
            var row = (await Rows.Read("run", "counter", Cancellation))!;
            var next = int.Parse(Encoding.UTF8.GetString(row.Payload.Span)) + 1;
            done += await Outcome(Samples.Save("counter", row.Version, $"{next}")) ? 1 : 0;
        }
    }
}
