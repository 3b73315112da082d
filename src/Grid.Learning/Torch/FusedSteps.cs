using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>
/// libtorch's fused optimiser kernels, which TorchSharp does not bind: reached through TorchScript, one call for a
/// whole flat tensor. Compiled once for the process; safe to call from several threads.
/// </summary>
internal static class FusedSteps
{
    // The lists come from outside: the compiler drops a call that only changes a list of its own making.
    private const string Script = """
        def sgd(p: List[Tensor], g: List[Tensor], m: List[Tensor], lr: float, momentum: float, decay: float) -> Tensor:
            torch._fused_sgd_(p, g, m, weight_decay=decay, momentum=momentum, lr=lr, dampening=0.0, nesterov=False,
                              maximize=False, is_first_step=False)
            return p[0]

        def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], step: List[Tensor], lr: float,
                  beta1: float, beta2: float, decay: float, eps: float) -> Tensor:
            torch._fused_adamw_(p, g, m, v, [], step, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps,
                                amsgrad=False, maximize=False)
            return p[0]

        """;

    private static readonly Lazy<jit.CompilationUnit> Compiled = new(() => jit.compile(Script));

    /// <summary>Calls one of the functions; it changes its first tensors in place.</summary>
    /// <param name="name">"sgd" or "adamw".</param>
    /// <param name="arguments">Arrays of one tensor, and numbers, as the script declares them.</param>
    internal static void Run(string name, params object[] arguments)
    {
        using var quiet = no_grad();
        using var same = (Tensor)Compiled.Value.invoke(name, arguments);
    }
}
