using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using Grid.Core.Sweeps;

namespace Grid.Tests.Architecture;

/// <summary>
/// The rules touch no clock, chance, identity, thread, disk, machine or console, and nothing of them changes.
/// </summary>
public sealed class CorePurityTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly Core = typeof(SweepSpec).Assembly;

    private static readonly string[] BannedTypes =
    [
        "System.Random", "System.Environment", "System.Console", "System.TimeProvider", "System.Diagnostics.Stopwatch",
        "System.Diagnostics.Process", "System.Threading.Thread", "System.Threading.ThreadPool",
        "System.Threading.Timer",
        "System.Threading.Tasks.TaskFactory", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream",
        "System.IO.Directory", "System.IO.DirectoryInfo", "System.Security.Cryptography.RandomNumberGenerator",
    ];

    private static readonly string[] BannedMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.Threading.Tasks.Task.Run",
        "System.Threading.Tasks.Task.Delay",
    ];

    [Fact]
    public void Core_uses_no_clock_chance_identity_thread_disk_or_console() =>
        Assert.DoesNotContain(
            Members(Core), x => BannedMembers.Contains(x) || BannedTypes.Contains(x[..x.LastIndexOf('.')]));

    [Fact]
    public void The_scan_sees_what_is_surely_used()
    {
        Assert.Contains("System.Security.Cryptography.SHA256.HashData", Members(Core));
        Assert.Contains("System.IO.File.OpenRead", Members(typeof(CorePurityTests).Assembly));
        Assert.Contains("System.Environment.GetEnvironmentVariable", Members(typeof(CorePurityTests).Assembly));
    }

    [Fact]
    public void Core_has_no_async_method()
    {
        var methods = Core.GetTypes().SelectMany(x => x.GetMethods(All)).ToArray();

        Assert.Contains(methods, x => x.Name == nameof(SweepSpec.RecipeOf));
        Assert.DoesNotContain(methods, x => x.IsDefined(typeof(AsyncStateMachineAttribute)));
    }

    [Fact]
    public void Nothing_in_Core_can_be_set_once_it_is_made()
    {
        var setters = Core.GetTypes().SelectMany(x => x.GetProperties(All)).Select(x => x.SetMethod)
            .OfType<MethodInfo>().ToArray();

        Assert.NotEmpty(setters);
        Assert.DoesNotContain(
            setters, x => !x.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
            && !x.DeclaringType!.IsDefined(typeof(CompilerGeneratedAttribute))
            && !typeof(System.Text.Json.Serialization.JsonSerializerContext).IsAssignableFrom(x.DeclaringType));
    }

    private static HashSet<string> Members(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return [.. metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(x => x.Parent.Kind == HandleKind.TypeReference)
            .Select(x => $"{TypeName(metadata, (TypeReferenceHandle)x.Parent)}.{metadata.GetString(x.Name)}")];
    }

    private static string TypeName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
