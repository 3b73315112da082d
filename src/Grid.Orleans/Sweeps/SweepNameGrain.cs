using System.Text;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Grid.Orleans.Placement;
using Grid.Orleans.Shells;

namespace Grid.Orleans.Sweeps;

/// <summary>
/// Not reentrant: one submission of a name after the other, and two activations are told apart by the row's version.
/// The number is stored before the sweep begins, so a crash in between leaves a number that the next one takes.
/// </summary>
[GrainType("sweep-name"), ControlSilosOnly]
public sealed class SweepNameGrain(IRowStore store) : Grain, ISweepNameGrain
{
    private const string Kind = "sweep-name";

    private SweepNames _names = SweepNames.None;
    private long _version;

    private string Name => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await store.Read(Kind, Name, cancellationToken) is { } row)
        {
            var hashes = Encoding.UTF8.GetString(row.Payload.Span);
            _names = new([.. hashes.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
            _version = row.Version;
        }
    }

    /// <inheritdoc/>
    public async Task<SubmissionAnswer> Submit(SweepSpec spec)
    {
        var number = _names.NumberOf(spec.Hash);
        if (number > 0 && await Find(number) is { Phase: not SweepPhase.Cancelled })
        {
            return await Begin(number, spec, isNew: false);
        }

        if (_names.Newest > 0)
        {
            switch (await Find(_names.Newest))
            {
                case { EndedAt: null } open:
                    return new(null, [Unfinished(open)]);
                case null:
                    await Save(_names with { Hashes = _names.Hashes.SetItem(_names.Newest - 1, spec.Hash) });
                    return await Begin(_names.Newest, spec, isNew: true);
            }
        }

        await Save(_names with { Hashes = _names.Hashes.Add(spec.Hash) });
        return await Begin(_names.Newest, spec, isNew: true);
    }

    private static Diagnostic Unfinished(SweepSummary open) => new(
        "name",
        $"the sweep {open.Id} of this name is not finished and its file was different",
        $"undo the edit, give the new sweep another name, or end the old one with: grid sweep cancel {open.Id}");

    private Task<SweepSummary?> Find(int number) => Sweep(number).Summary();

    private async Task<SubmissionAnswer> Begin(int number, SweepSpec spec, bool isNew)
    {
        await Sweep(number).Submit(spec);
        return new(new(SweepNames.IdOf(Name, number), isNew), []);
    }

    private ISweepGrain Sweep(int number) => GrainFactory.Grain<ISweepGrain>(SweepNames.IdOf(Name, number).Value);

    private async Task Save(SweepNames names)
    {
        try
        {
            var payload = Encoding.UTF8.GetBytes(string.Join('\n', names.Hashes));
            await store.Write(new() { State = new(Kind, Name, _version, payload) });
            (_names, _version) = (names, _version + 1);
        }
        catch (Exception e) when (e is VersionConflictException or StoreException)
        {
            DeactivateOnIdle();
            throw new NotSavedException($"the name {Name} was not saved: {e.Message}");
        }
    }
}
