using Grid.Orleans.Backlogs;

namespace Grid.Orleans;

/// <summary>
/// References to grains, for callers that make many: <c>GetGrain</c> reads the attributes of the interface at every
/// call.
/// </summary>
internal static class Addresses
{
    private static readonly IdSpan BacklogKey = GrainIdKeyExtensions.CreateIntegerKey(0);

    /// <summary>The grain of a key.</summary>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, string key)
        where TGrain : class, IGrainWithStringKey
    {
        var (grain, face) = Address<TGrain>.Names ??= NamesOf(grains.GetGrain<TGrain>(key));
        return (TGrain)grains.GetGrain(GrainId.Create(grain, key), face);
    }

    /// <summary>The one backlog.</summary>
    public static IBacklogGrain Backlog(this IGrainFactory grains)
    {
        var (grain, face) = Address<IBacklogGrain>.Names ??= NamesOf(grains.GetGrain<IBacklogGrain>(0));
        return (IBacklogGrain)grains.GetGrain(new GrainId(grain, BacklogKey), face);
    }

    private static Names NamesOf(IAddressable grain) =>
        new(grain.GetGrainId().Type, ((GrainReference)grain).InterfaceType);

    private sealed record Names(GrainType Grain, GrainInterfaceType Interface);

    // The same in every silo of every cluster: both names come from attributes.
    private static class Address<TGrain>
    {
        public static Names? Names { get; set; }
    }
}
