using System.Collections.Immutable;
using Grid.Learning.Diffusion;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>
/// The noise process and its reversal. A toy takes the place of the network: tanh(0.3 x + 0.0007 t - 0.1).
/// </summary>
internal static class DiffusionKernels
{
    [GoldenKernel("clsp", "diff_schedule")]
    internal static GoldenOutputs Schedule(GoldenCase @case)
    {
        var schedule = ScheduleOf(@case);
        GoldenOutputs outputs = new();
        void Add(string name, IEnumerable<double> values) => outputs.Add(name, [schedule.Times], values);
        var steps = ReverseStep.Ddpm(schedule).Reverse().ToArray();
        Add("betas", schedule.Beta);
        Add("alphas_bar", schedule.AlphaBar);
        Add("coeff1", steps.Select(x => x.Image));
        Add("coeff2", steps.Select(x => -x.Predicted));
        Add("posterior_var", schedule.PosteriorVariance);
        Add("sampling_var", steps.Select(x => ReverseStep.DdpmVariance(schedule, x.Time)));
        return outputs;
    }

    [GoldenKernel("clsp", "diff_ddim_times")]
    internal static GoldenOutputs Times(GoldenCase @case)
    {
        var outputs = new GoldenOutputs();
        foreach (var (index, row) in @case.Params.Rows("rows").Index())
        {
            var times = ReverseStep.DdimTimes(row.Integer("T"), row.Integer("sampling_timesteps"));
            outputs.Add($"params.rows[{index}].count", times.Length);
            if (!row.Flag("truncated"))
            {
                outputs.Add($"params.rows[{index}].times", [times.Length], times.Select(x => (double)x));
            }
        }

        return outputs;
    }

    [GoldenKernel("clsp", "diff_qsample_loss")]
    internal static GoldenOutputs Loss(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (noise, times) = (@case.Tensor("noise"), @case.Tensor("t"));
        var noised = ScheduleOf(@case).Noised(@case.Tensor("x0"), noise, times.data<long>().ToArray());
        var predicted = noised.mul(0.3).add(times.to(noised.dtype).mul(0.0007).view(-1, 1, 1, 1)).sub(0.1).tanh();
        return new GoldenOutputs().Add("x_t", noised)
            .Add("loss_elementwise", DiffusionLoss.Elementwise(predicted, noise))
            .Add("loss", DiffusionLoss.Of(predicted, noise));
    }

    [GoldenKernel("clsp", "diff_ddpm_step")]
    internal static GoldenOutputs DdpmStep(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var schedule = ScheduleOf(@case);
        var (x, predicted, noise) = (@case.Tensor("x_t"), @case.Tensor("eps"), @case.Tensor("noise"));
        var outputs = new GoldenOutputs();
        foreach (var (index, time) in @case.Params.Integers("t").Index())
        {
            var step = ReverseStep.Ddpm(schedule, index, time);
            var mean = step.Mean(x, predicted);
            outputs.Add($"mean_{index}", mean).Add($"x_prev_{index}", mean.add(noise, step.Fresh))
                .Add($"var_{index}", ReverseStep.DdpmVariance(schedule, time));
        }

        return outputs;
    }

    [GoldenKernel("clsp", "diff_ddim_step")]
    internal static GoldenOutputs DdimStep(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var schedule = ScheduleOf(@case);
        var (x, predicted, noise) = (@case.Tensor("x_t"), @case.Tensor("eps"), @case.Tensor("noise"));
        var outputs = new GoldenOutputs();
        foreach (var (index, row) in @case.Params.Rows("rows").Index())
        {
            var (time, next, eta) = (row.Integer("t"), row.Integer("t_next"), row.Number("eta"));
            var (image, minus) = ReverseStep.DdimClean(schedule, time);
            var (direction, fresh) = ReverseStep.DdimNoise(schedule, time, next, eta);
            var step = ReverseStep.Ddim(schedule, index, time, next, eta);
            outputs.Add($"x0_pred_{index}", x.mul(image).add(predicted, minus))
                .Add($"x_next_{index}", step.Mean(x, predicted).add(noise, step.Fresh));
            if (row.Has("sigma"))
            {
                outputs.Add($"params.rows[{index}].sigma", fresh).Add($"params.rows[{index}].c", direction);
            }
        }

        return outputs;
    }

    [GoldenKernel("clsp", "diff_ddpm_loop")]
    [GoldenKernel("clsp", "diff_ddpm_interp_loop")]
    [GoldenKernel("clsp", "diff_cfg_ddpm_loop")]
    internal static GoldenOutputs DdpmLoop(GoldenCase @case) => Loop(@case, ReverseStep.Ddpm(ScheduleOf(@case)));

    [GoldenKernel("clsp", "diff_ddim_loop")]
    [GoldenKernel("clsp", "diff_ddim_interp_loop")]
    internal static GoldenOutputs DdimLoop(GoldenCase @case) => Loop(@case, ReverseStep.Ddim(
        ScheduleOf(@case), @case.Params.Integer("sampling_timesteps"), @case.Params.Number("eta")));

    [GoldenKernel("clsp", "diff_to_uint8")]
    internal static GoldenOutputs Bytes(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        return new GoldenOutputs().Add("u8", ImageBytes.Cut(@case.Tensor("x").to(ScalarType.Float32)));
    }

    [GoldenKernel("clsp", "diff_time_embedding")]
    internal static GoldenOutputs TimeRows(GoldenCase @case)
    {
        var width = @case.Params.Integer("d_model");
        var table = TimeTable.Rows(@case.Params.Integer("T"), width);
        var rows = @case.Params.Integers("rows");
        return new GoldenOutputs().Add("table_rows", [rows.Length, width],
            rows.SelectMany(row => table.AsSpan(row * width, width).ToArray()).Select(x => (double)x));
    }

    [GoldenKernel("clsp", "diff_ema")]
    internal static GoldenOutputs Average(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (source, target) = (@case.Tensor("source"), @case.Tensor("target_before"));
        for (var step = 0; step < @case.Params.Integer("steps"); step++)
        {
            Ema.Step(target, source, @case.Params.Number("decay"));
        }

        return new GoldenOutputs().Add("target_after", target);
    }

    private static GoldenOutputs Loop(GoldenCase @case, ImmutableArray<ReverseStep> steps)
    {
        using var scope = NewDisposeScope();
        var noises = @case.Tensor("noises");
        var (before, anchors) = (new List<Tensor>(), new List<Tensor>());
        var x = ReverseProcess.Run(steps, @case.Tensor("x_T"), PredictorOf(@case, x => anchors.Add(Kept(scope, x))),
            step => noises[step.Index], x => before.Add(Kept(scope, x)));
        var outputs = new GoldenOutputs().Add("x_0", x).Add("trajectory", stack(before));
        return @case.Expected.ContainsKey("anchor_t") ? outputs.Add("anchor_t", stack(anchors)) : outputs;
    }

    private static Tensor Kept(TorchSharp.DisposeScope scope, Tensor x)
    {
        var copy = x.clone().DetachFromDisposeScope();
        scope.Attach(copy);
        return copy;
    }

    private static NoisePredictor PredictorOf(GoldenCase @case, Action<Tensor> watchAnchor)
    {
        if (@case.Inputs.ContainsKey("labels"))
        {
            // Label 0 is "no class", and adds nothing.
            var shift = @case.Tensor("labels").to(@case.Tensor("x_T").dtype).mul(0.05).view(-1, 1, 1, 1);
            return ReverseProcess.Guided(
                (x, step) => Toy(x, step).add(shift), Toy, @case.Params.Number("w"));
        }

        if (!@case.Params.Has("weight"))
        {
            return Toy;
        }

        var (weight, noises) = (@case.Params.Number("weight"), @case.Tensor("anchor_noises"));
        return ReverseProcess.Anchored(ScheduleOf(@case), @case.Tensor("x_anchor"), step => noises[step.Index],
            (x, anchor, step) =>
            {
                watchAnchor(anchor);
                return Toy(x, step).mul(weight).add(Toy(anchor, step), 1 - weight);
            });
    }

    private static Tensor Toy(Tensor x, ReverseStep step) => x.mul(0.3).add((0.0007 * step.Time) - 0.1).tanh();

    private static NoiseSchedule ScheduleOf(GoldenCase @case) => new(
        @case.Params.Integer("T"), @case.Params.Number("beta_1"), @case.Params.Number("beta_T"));
}
