using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using static TorchSharp.torch;

namespace Grid.Learning.Tests.Diffusion;

public sealed class NoiseScheduleTests
{
    private static readonly NoiseSchedule Published = new(1000, 1e-4, 0.02);

    [Fact]
    public void The_published_line_leaves_almost_nothing_of_an_image()
    {
        Assert.Equal(4.036e-5, Published.AlphaBar[^1], 1e-8);
        Assert.Equal(6.92e-7, new NoiseSchedule(1000, 1e-4, 0.028).AlphaBar[^1], 1e-9);
        Assert.Equal((double)1e-4f, Published.Beta[0]);
        Assert.Equal((double)0.02f, Published.Beta[^1]);
        Assert.Equal(0, Published.PosteriorVariance[0], 1e-15);
    }

    [Fact]
    public void Noise_keeps_the_variance_of_standard_normal_images()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var clean = randn([50_000], generator: generator);
        var noise = randn([50_000], generator: generator);
        foreach (var time in new[] { 0, 100, 500, 999 })
        {
            var noised = Published.Noised(clean, noise, time);
            Assert.Equal(1, noised.var().item<float>(), 0.03);
            var left = Math.Sqrt(Published.AlphaBar[time]);
            Assert.Equal(left, noised.mul(clean).mean().item<float>(), 0.02);
        }
    }

    [Fact]
    public void Each_image_gets_the_noise_of_its_own_time()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var (clean, noise) = (randn([3, 2, 4, 4], generator: generator), randn([3, 2, 4, 4], generator: generator));
        long[] times = [7, 999, 0];
        var together = Published.Noised(clean, noise, times);
        for (var row = 0; row < times.Length; row++)
        {
            var alone = Published.Noised(clean[row], noise[row], (int)times[row]);
            Assert.True(alone.allclose(together[row], rtol: 1e-6, atol: 1e-6));
        }
    }

    [Fact]
    public void Time_rows_hold_sine_and_cosine_in_turn_and_start_at_time_0()
    {
        var rows = TimeTable.Rows(3, 4);
        Assert.Equal([0, 1, 0, 1], rows[..4]);
        float[] expected = [MathF.Sin(2), MathF.Cos(2), MathF.Sin(0.02f), MathF.Cos(0.02f)];
        Assert.All(expected.Zip(rows[8..]), x => Assert.Equal(x.First, x.Second, 1e-6f));
    }

    [Fact]
    public void Bytes_come_back_from_the_numbers_they_became()
    {
        using var scope = NewDisposeScope();
        var bytes = arange(0, 256, ScalarType.Int32).to(ScalarType.Byte).reshape(1, 16, 16, 1).repeat(1, 1, 1, 3);
        var spread = ImageBytes.Spread(bytes);
        Assert.Equal(-1, spread.min().item<float>());
        Assert.Equal(1, spread.max().item<float>());
        // Half a level more, because numbers are cut, not rounded.
        var back = ImageBytes.Cut(spread.add(1.0 / 255).clamp(-1, 1)).permute(0, 2, 3, 1);
        Assert.True(back.eq(bytes).all().item<bool>());
    }
}

public sealed class ReverseProcessTests
{
    private static readonly NoiseSchedule Schedule = new(200, 1e-4, 0.05);

    /// <summary>Images that are all this one: the best prediction of their noise is known.</summary>
    private static readonly float[] One = [.. Enumerable.Range(0, 48).Select(i => MathF.Sin(i) * 0.8f)];

    [Fact]
    public void With_the_true_noise_every_way_of_sampling_ends_at_the_clean_image()
    {
        using var scope = NewDisposeScope();
        foreach (var steps in new[]
        {
            ReverseStep.Ddpm(Schedule), ReverseStep.Ddim(Schedule, 200, 1), ReverseStep.Ddim(Schedule, 20, 0),
            ReverseStep.Ddim(Schedule, 20, 0.5), ReverseStep.Ddim(Schedule, 1, 0),
        })
        {
            var end = ReverseProcess.Run(steps, Noise(0), TrueNoise, step => Noise(1 + step.Index));
            var far = end.sub(Clean()).abs().max().item<float>();
            Assert.True(far < 1e-4f, $"{steps.Length} steps end {far} away");
        }
    }

    [Fact]
    public void Without_fresh_noise_ddim_asks_for_none_and_repeats_itself()
    {
        using var scope = NewDisposeScope();
        var steps = ReverseStep.Ddim(Schedule, 10, 0);
        Tensor Run() => ReverseProcess.Run(
            steps, Noise(0), TrueNoise, _ => throw new InvalidOperationException("no noise is wanted"));
        Assert.True(Run().eq(Run()).all().item<bool>());
    }

    [Fact]
    public void Ddim_visits_evenly_spaced_times_from_the_last_and_ends_before_the_first()
    {
        int[] Times(int times, int count) =>
            [.. ReverseStep.Ddim(new NoiseSchedule(times, 1e-4, 0.02), count, 0).Select(step => step.Time)];
        Assert.Equal([999, 749, 499, 249], Times(1000, 4));
        foreach (var count in new[] { 1, 7, 30, 200 })
        {
            var times = Times(200, count);
            Assert.Equal(199, times[0]);
            Assert.Equal(count, times.Distinct().Count());
            Assert.Equal(times.OrderDescending(), times);
        }
    }

    [Fact]
    public void Ddim_with_eta_1_over_all_times_has_the_small_variance_of_ddpm()
    {
        var steps = ReverseStep.Ddim(Schedule, 200, 1);
        Assert.All(steps.SkipLast(1), x =>
            Assert.Equal(Math.Sqrt(Schedule.PosteriorVariance[x.Time]), x.Fresh, 1e-9));
        var ddpm = ReverseStep.Ddpm(Schedule);
        Assert.All(steps.SkipLast(1).Zip(ddpm), x =>
        {
            Assert.Equal(x.Second.Image, x.First.Image, 1e-9);
            Assert.Equal(x.Second.Predicted, x.First.Predicted, 1e-9);
        });
    }

    [Fact]
    public void An_anchor_is_noised_anew_at_every_step_before_the_image_is()
    {
        using var scope = NewDisposeScope();
        var order = new List<string>();
        var steps = ReverseStep.Ddim(Schedule, 3, 1);
        var predictor = ReverseProcess.Anchored(Schedule, Clean(), step =>
        {
            order.Add($"anchor {step.Index}");
            return Noise(100 + step.Index);
        }, (x, anchor, step) =>
        {
            var expected = Schedule.Noised(Clean(), Noise(100 + step.Index), step.Time);
            Assert.True(expected.eq(anchor).all().item<bool>());
            return TrueNoise(x, step);
        });
        ReverseProcess.Run(steps, Noise(0), predictor, step =>
        {
            order.Add($"image {step.Index}");
            return Noise(step.Index);
        });
        Assert.Equal(["anchor 0", "image 0", "anchor 1", "image 1", "anchor 2"], order);
    }

    [Fact]
    public void Guidance_of_strength_0_is_the_conditional_prediction_and_more_moves_away_from_none()
    {
        using var scope = NewDisposeScope();
        Tensor Guided(double strength) => ReverseProcess.Guided((_, _) => tensor(3f), (_, _) => tensor(1f), strength)(
            tensor(0f), ReverseStep.Ddim(Schedule, 1, 0)[0]);
        Assert.Equal(3, Guided(0).item<float>());
        Assert.Equal(6, Guided(1.5).item<float>());
    }

    [Fact]
    public void Clipping_changes_a_prediction_only_where_it_implies_an_image_out_of_range()
    {
        using var scope = NewDisposeScope();
        var schedule = new NoiseSchedule(1000, 1e-4, 0.02);
        using var generator = new Generator(5);
        var clean = rand([1, 3, 8, 8], generator: generator).mul(2).sub(1);
        var noise = randn([1, 3, 8, 8], generator: generator);
        foreach (var step in ReverseStep.Ddim(schedule, 5, 0))
        {
            var x = schedule.Noised(clean, noise, step.Time);
            var kept = ReverseProcess.Clipped(schedule, (_, _) => noise)(x, step);
            Assert.True(kept.allclose(noise, 1e-2, 1e-3));
            var wrong = ReverseProcess.Clipped(schedule, (_, _) => noise.sub(3))(x, step);
            var (image, share) = (Math.Sqrt(schedule.Left(step.Time)), Math.Sqrt(1 - schedule.Left(step.Time)));
            var implied = x.sub(wrong.mul(share)).div(image);
            Assert.True(implied.abs().max().item<float>() < 1.001f);
            Assert.True(wrong.sub(noise.sub(3)).abs().max().item<float>() > 0.1f || step.Time < 10);
        }
    }

    [Fact]
    public void A_prediction_that_is_not_finite_is_told()
    {
        using var scope = NewDisposeScope();
        var steps = ReverseStep.Ddim(Schedule, 2, 0);
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity })
        {
            Assert.Throws<NotFiniteNumberException>(() =>
                ReverseProcess.Run(steps, Noise(0), (x, _) => x.mul(bad), _ => Noise(1)));
        }
    }

    private static Tensor Clean() => tensor(One).view(1, 3, 4, 4);

    private static Tensor Noise(int key)
    {
        using var generator = new Generator(Draws.Of((ulong)key).Next());
        return randn([1, 3, 4, 4], generator: generator);
    }

    private static Tensor TrueNoise(Tensor x, ReverseStep step)
    {
        var left = Schedule.AlphaBar[step.Time];
        return x.sub(Clean().mul(Math.Sqrt(left))).div(Math.Sqrt(1 - left));
    }
}
