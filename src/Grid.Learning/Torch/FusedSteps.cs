using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>
/// libtorch's fused optimiser kernels, which TorchSharp does not bind: reached through TorchScript, one call for
/// whole flat tensors. Compiled once for the process; safe to call from several threads.
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

        def lars(p: List[Tensor], g: List[Tensor], lr: float, decay: float, trust: float, clip: bool) -> Tensor:
            lengths = torch.stack(torch._foreach_norm(p))
            slopes = torch.stack(torch._foreach_norm(g))
            local = trust * lengths / (slopes + decay * lengths + 1e-8)
            if clip:
                local = torch.clamp(local / lr, max=1.0)
            local = torch.where(lengths > 0.0, local, torch.ones_like(local))
            torch._foreach_add_(g, p, alpha=decay)
            torch._foreach_mul_(g, torch.unbind(local))
            return local

        """;

    private static readonly Lazy<jit.CompilationUnit> Compiled = new(() => jit.compile(Script));

    /// <summary>buffer = momentum * buffer + gradient + decay * p; p -= rate * buffer.</summary>
    /// <param name="group">Parameters, gradients, buffers.</param>
    /// <param name="rate">>= 0.</param>
    /// <param name="momentum">In [0, 1).</param>
    /// <param name="decay">>= 0.</param>
    internal static void Sgd(StepGroup group, double rate, double momentum, double decay) =>
        Run("sgd", group.Lists[0], group.Lists[1], group.Lists[2], rate, momentum, decay);

    /// <summary>A step of AdamW.</summary>
    /// <param name="group">Parameters, gradients, first and second moments.</param>
    /// <param name="step">Counts from 1, float32 [].</param>
    /// <param name="rate">>= 0.</param>
    /// <param name="beta1">Of the first moment.</param>
    /// <param name="beta2">Of the second moment.</param>
    /// <param name="decay">>= 0.</param>
    /// <param name="epsilon">> 0.</param>
    internal static void AdamW(
        StepGroup group, Tensor step, double rate, double beta1, double beta2, double decay, double epsilon)
    {
        var steps = new Tensor[group.Lists[0].Length];
        Array.Fill(steps, step);
        Run("adamw", group.Lists[0], group.Lists[1], group.Lists[2], group.Lists[3], steps, rate, beta1, beta2, decay,
            epsilon);
    }

    /// <summary>gradient = local * (gradient + decay * p), with LARS's local rate of each tensor.</summary>
    /// <param name="group">Parameters, gradients.</param>
    /// <param name="rate">>= 0.</param>
    /// <param name="decay">>= 0.</param>
    /// <param name="trust">> 0.</param>
    /// <param name="clips">True: local is at most 1 after division by the rate.</param>
    internal static void ScaleByTrust(StepGroup group, double rate, double decay, double trust, bool clips) =>
        Run("lars", group.Lists[0], group.Lists[1], rate, decay, trust, clips);

    private static void Run(string name, params object[] arguments)
    {
        using var quiet = no_grad();
        using var result = (Tensor)Compiled.Value.invoke(name, arguments);
    }
}
