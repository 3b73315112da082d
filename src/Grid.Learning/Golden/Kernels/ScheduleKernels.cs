using Grid.Learning.Schedules;

namespace Grid.Learning.Golden.Kernels;

/// <summary>Schedules; such cases keep the expected numbers among their parameters.</summary>
internal static class ScheduleKernels
{
    [GoldenKernel("clsp", "sched_lr_warmup_cosine")]
    internal static GoldenOutputs WarmupCosine(GoldenCase @case)
    {
        var outputs = new GoldenOutputs();
        foreach (var (index, row) in @case.Params.Rows("rows").Index())
        {
            var epochs = row.Integer("max_epochs");
            var schedule = new LearningRateSchedule(row.Number("base_lr"), row.Integer("warmup_epochs"),
                row.Number("warmup_start_lr"), epochs);
            var used = row.Integers("epochs").Select(schedule.At).ToArray();
            outputs.Add($"params.rows[{index}].lr_used", [used.Length], used)
                .Add($"params.rows[{index}].lr_after_last_step", schedule.At(epochs));
        }

        return outputs;
    }

    [GoldenKernel("clsp", "sched_linear_eval")]
    internal static GoldenOutputs Milestones(GoldenCase @case)
    {
        var schedule = new MilestoneSchedule(@case.Params.Number("base_lr"),
            [.. @case.Params.Integers("milestones")], @case.Params.Number("gamma"));
        var used = Enumerable.Range(0, @case.Params.Numbers("lr_used_by_epoch").Length).Select(schedule.At).ToArray();
        return new GoldenOutputs().Add("params.lr_used_by_epoch", [used.Length], used);
    }

    [GoldenKernel("clsp", "sched_ddpm_warmup")]
    internal static GoldenOutputs Warmup(GoldenCase @case)
    {
        var schedule = new LinearWarmup(@case.Params.Integer("warmup"));
        var factors = @case.Params.Numbers("steps").Select(step => schedule.At((long)step)).ToArray();
        return new GoldenOutputs().Add("params.factor", [factors.Length], factors);
    }

    [GoldenKernel("clsp", "sched_moco_tau")]
    internal static GoldenOutputs Momentum(GoldenCase @case)
    {
        // The case names the momentum of the first iteration only; the published end is 0.999.
        var schedule = new MomentumSchedule(
            @case.Params.Number("tau_iteration0"), 0.999, (long)@case.Params.Number("max_steps"));
        var values = @case.Params.Numbers("step").Select(step => schedule.After((long)step)).ToArray();
        return new GoldenOutputs().Add("params.tau", [values.Length], values);
    }
}
