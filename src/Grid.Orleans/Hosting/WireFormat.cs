using Grid.Core.Json;
using Grid.Core.Sweeps;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace Grid.Orleans.Hosting;

/// <summary>How messages between grains are written: types of Grid.Core as JSON, the same as everywhere else.</summary>
internal static class WireFormat
{
    /// <summary>Sets it up on a silo.</summary>
    public static void Configure(ISerializerBuilder serializer)
    {
        serializer.AddJsonSerializer(
            IsOurs, _ => false, options => options.Configure(x => x.SerializerOptions = GridJson.Default.Options));
        serializer.Services.AddSingleton<ImmutableCopier>();
        serializer.Services.AddSingleton<IGeneralizedCopier>(x => x.GetRequiredService<ImmutableCopier>());
        serializer.Configure(x => x.AddAllowedAssembly(typeof(SweepSpec).Assembly));
    }

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("Grid.Core", StringComparison.Ordinal) == true;

    /// <summary>Records never change: inside a process a message is the object itself.</summary>
    private sealed class ImmutableCopier : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => IsOurs(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }
}
