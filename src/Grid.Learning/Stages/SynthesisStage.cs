using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Learning.Diffusion;
using Grid.Learning.Torch;
using Grid.Learning.Training;
using Grid.Learning.Weights;

namespace Grid.Learning.Stages;

/// <summary>
/// Samples synthetic positives from a diffusion model. Its output is a <see cref="CandidateArray"/> file, and beside it
/// a contact sheet, a PNG, for people to look at.
/// </summary>
internal static class SynthesisStage
{
    /// <summary>Samples, from where an earlier builder stopped.</summary>
    internal static AttemptEnd Run(StageWork work, DiffusionPlan model, CancellationToken stop)
    {
        var plan = SynthesisPlan.Of(work.Order.Recipe, model, work.Images);
        if (!plan.IsValid)
        {
            return Failures.Of(plan.Faults);
        }

        using var network = new UNet(model.Network, learns: false, device: Natives.Device);
        var faults = Load(work, network);
        return faults is null ? Run(work, plan.Value.In(model.DecidedPrecision), network, stop) : faults;
    }

    private static AttemptEnd.Failed? Load(StageWork work, UNet network)
    {
        var name = work.Order.Artifacts.GetValueOrDefault(StageCatalog.Diffusion);
        if (name is null || work.Blobs.Read(name).GetAwaiter().GetResult() is not { } blob)
        {
            return Failures.Of([new Diagnostic(
                name ?? StageCatalog.Diffusion, "is missing from the store", "build the diffusion model first")]);
        }

        var faults = UNetWeights.Load(network, name, WeightFile.Of(Safetensors.Read(blob.Content)));
        return faults.IsEmpty ? null : Failures.Of(faults);
    }

    private static AttemptEnd Run(StageWork work, SynthesisPlan plan, UNet network, CancellationToken stop)
    {
        var file = CandidateArray.Empty(work.Images, plan.Candidates, out var pixels);
        var parts = new SynthesisParts(work.Blobs, work.Output, plan.Precision);
        var read = parts.Read(pixels).GetAwaiter().GetResult();
        if (LackOfSpace(work, file.Length, read) is { } lack)
        {
            return lack;
        }

        var sampler = new ImageSampler(network, plan.Sampling, work.Images, plan.Seed);
        var meter = new ProgressMeter(work.Reporter, work.Time, plan.Samples, ImageSampler.Together);
        var done = read / work.Images.ImageBytes;
        meter.Restart(done, StageCatalog.Synthesis);
        try
        {
            Sample(work, plan, sampler, parts, pixels, done, meter, stop);
            Show(work, plan, network, () =>
            {
                meter.Beat(plan.Samples, StageCatalog.Synthesis);
                stop.ThrowIfCancellationRequested();
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new AttemptEnd.Stopped(null);
        }
        catch (NotFiniteNumberException fault)
        {
            return new AttemptEnd.Failed(FailureKind.Diverged, fault.Message,
                "train the diffusion model longer, or with a lower diffusion.lr");
        }

        // The output comes last: where it is, the stage is whole.
        work.Blobs.PutIfAbsent(work.Output, file, CancellationToken.None).GetAwaiter().GetResult();
        SynthesisParts.Delete(work.Blobs, work.Output).GetAwaiter().GetResult();
        return new AttemptEnd.Finished(ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal)
            .Add("synthesis.images", plan.Samples), null);
    }

    /// <summary>Draws the contact sheet. One that cannot be drawn takes nothing from the samples.</summary>
    private static void Show(StageWork work, SynthesisPlan plan, UNet network, Action beat)
    {
        try
        {
            var sheet = StrengthSheet.Draw(network, plan.Sampling, work.Images, plan.Seed, beat);
            work.Blobs.PutIfAbsent(StageCatalog.SheetOf(work.Output), sheet.ToPng(), CancellationToken.None)
                .GetAwaiter().GetResult();
        }
        catch (NotFiniteNumberException fault)
        {
            work.Reporter.Log($"there is no contact sheet: {fault.Message}");
        }
    }

    /// <summary>Refuses what would not fit: the parts are there until the whole is.</summary>
    private static AttemptEnd.Failed? LackOfSpace(StageWork work, long whole, long done)
    {
        var needed = (2 * whole) - done;
        return work.FreeBytes is { } free && free < needed
            ? Failures.Of([new Diagnostic(StageCatalog.Candidates,
                $"the synthetic positives need {needed:N0} bytes while they are made, the store has {free:N0} free",
                "ask for fewer candidates, or make room")])
            : null;
    }

    private static void Sample(StageWork work, SynthesisPlan plan, ImageSampler sampler, SynthesisParts parts,
        Memory<byte> pixels, long done, ProgressMeter meter, CancellationToken stop)
    {
        var (kept, since) = (done, work.Time.GetTimestamp());
        void Keep()
        {
            var at = (int)(kept * work.Images.ImageBytes);
            if (done > kept)
            {
                parts.Write(at, pixels[at..(int)(done * work.Images.ImageBytes)]);
            }

            (kept, since) = (done, work.Time.GetTimestamp());
        }

        void Beat()
        {
            meter.Beat(done, StageCatalog.Synthesis);
            if (stop.IsCancellationRequested)
            {
                Keep();
                stop.ThrowIfCancellationRequested();
            }
        }

        while (done < plan.Samples)
        {
            var count = (int)Math.Min(ImageSampler.Together, plan.Samples - done);
            var batch = Enumerable.Range(0, count).Select(x => plan.SampleAt(done + x)).ToArray();
            sampler.Sample(batch, Beat).CopyTo(pixels[(int)(done * work.Images.ImageBytes)..]);
            done += count;
            meter.CountStep();
            if (done == plan.Samples || work.Time.GetElapsedTime(since) >= work.Order.CheckpointEvery)
            {
                Keep();
            }
        }
    }
}
