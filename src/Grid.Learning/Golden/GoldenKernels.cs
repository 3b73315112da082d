using System.Collections.Frozen;
using System.Reflection;

namespace Grid.Learning.Golden;

/// <summary>Computes a case's outputs from its parameters and inputs alone.</summary>
public delegate GoldenOutputs GoldenKernel(GoldenCase @case);

/// <summary>
/// Marks a static method <c>internal static GoldenOutputs Method(GoldenCase @case)</c> of any class as the kernel of a
/// key. That is all it takes to be part of <c>grid method verify</c>. Several attributes on one method register
/// it under several keys.
/// </summary>
/// <example><code>
/// [GoldenKernel("clsp", "loss_simclr")]
/// internal static GoldenOutputs Verify(GoldenCase @case)
/// {
///     using var scope = torch.NewDisposeScope();
///     var (z1, z2) = (@case.Tensor("z1").requires_grad_(), @case.Tensor("z2").requires_grad_());
///     var loss = NtXentLoss.Of(z1, z2, @case.Params.Number("temperature"));
///     loss.backward();
///     return new GoldenOutputs().Add("loss", loss).AddGradient("grad_z1", z1).AddGradient("grad_z2", z2);
/// }
/// </code></example>
/// <param name="set">"clsp", "objectives" or "objectives-other".</param>
/// <param name="key">
/// clsp: the case's name without a final number ("loss_simclr" runs loss_simclr_0, loss_simclr_1, ...). The JSON sets:
/// the file's loss ("dcl"); where a file's cases differ in kind, the kernel looks at the case's name.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class GoldenKernelAttribute(string set, string key) : Attribute
{
    /// <summary>The set.</summary>
    public string Set { get; } = set;

    /// <summary>The key in that set.</summary>
    public string Key { get; } = key;
}

/// <summary>The kernels that golden cases are checked with.</summary>
public sealed class GoldenKernels
{
    private readonly FrozenDictionary<(string Set, string Key), GoldenKernel> _kernels;

    private GoldenKernels(FrozenDictionary<(string Set, string Key), GoldenKernel> kernels) => _kernels = kernels;

    /// <summary>Every method of this assembly that carries <see cref="GoldenKernelAttribute"/>.</summary>
    public static GoldenKernels All { get; } = Of(typeof(GoldenKernels).Assembly.GetTypes());

    /// <summary>Every method of the given types that carries <see cref="GoldenKernelAttribute"/>.</summary>
    /// <exception cref="ArgumentException">Two methods claim one key, or a method has another signature.</exception>
    public static GoldenKernels Of(params IEnumerable<Type> types)
    {
        const BindingFlags all = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
            | BindingFlags.DeclaredOnly;
        var kernels = new Dictionary<(string, string), GoldenKernel>();
        foreach (var method in types.SelectMany(type => type.GetMethods(all)))
        {
            foreach (var mark in method.GetCustomAttributes<GoldenKernelAttribute>())
            {
                kernels.Add((mark.Set, mark.Key), method.CreateDelegate<GoldenKernel>());
            }
        }

        return new GoldenKernels(kernels.ToFrozenDictionary());
    }

    /// <summary>The kernel of a case, or null.</summary>
    public GoldenKernel? Find(GoldenCase @case) => _kernels.GetValueOrDefault((@case.Set, @case.Key));
}
