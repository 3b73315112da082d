using Grid.Learning.Views;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>The deterministic parts of the augmentations.</summary>
internal static class AugmentationKernels
{
    private delegate void Operation(Planes image);

    [GoldenKernel("clsp", "aug_ops")]
    internal static GoldenOutputs Operations(GoldenCase @case)
    {
        var image = @case.Input("image");
        var outputs = new GoldenOutputs();
        void Add(string name, byte[] pixels) => outputs.Add(name, image.Shape, pixels.Select(x => (double)x));
        byte[] Apply(Operation operation)
        {
            var planes = PlanesOf(image);
            planes.Read(Bytes(image));
            operation(planes);
            return Written(planes);
        }

        foreach (var (index, factor) in @case.Params.Numbers("factors").Index())
        {
            Add($"brightness_{index}", Apply(x => ImageOperations.Brightness(x, (float)factor)));
            Add($"contrast_{index}", Apply(x => ImageOperations.Contrast(x, (float)factor)));
            Add($"saturation_{index}", Apply(x => ImageOperations.Saturation(x, (float)factor)));
        }

        foreach (var (index, shift) in @case.Params.Numbers("hues").Index())
        {
            Add($"hue_{index}", Apply(x => Hue.Shift(x, shift)));
        }

        foreach (var (index, crop) in @case.Params.Get("crops_top_left_h_w").EnumerateArray().Index())
        {
            Add($"crop_resize_{index}",
                Written(Cropped(image, [.. crop.EnumerateArray().Select(x => x.GetInt32())])));
        }

        Add("grayscale", Apply(ImageOperations.Grayscale));
        Add("solarize", Apply(ImageOperations.Solarize));
        Add("hflip", Apply(ImageOperations.Mirror));
        foreach (var name in @case.Params.Group("mean_std").Names)
        {
            outputs.Add($"normalize_{name}", Normalized(@case, name, Bytes(image), image));
        }

        foreach (var (index, pipeline) in @case.Params.Rows("pipelines").Index())
        {
            var view = Pipeline(image, pipeline);
            Add($"pipeline_{index}_u8", view);
            outputs.Add($"pipeline_{index}", Normalized(@case, "cifar10", view, image));
        }

        return outputs;
    }

    [GoldenKernel("clsp", "aug_rrc_rule")]
    internal static GoldenOutputs CropRule(GoldenCase @case)
    {
        var outputs = new GoldenOutputs();
        var side = @case.Params.Has("size") ? @case.Params.Integer("size") : 32;
        foreach (var (index, row) in @case.Params.Rows("rows").Index())
        {
            var size = Crop.SizeOf(side, side, row.Number("area_fraction"), row.Number("log_ratio"));
            // A wrong verdict shows as a size that no row has.
            if (row.Flag("valid") || size is not null)
            {
                var (height, width) = row.Flag("valid") && size is { } fits ? fits : (-1, -1);
                outputs.Add($"params.rows[{index}].w", width).Add($"params.rows[{index}].h", height);
            }
        }

        return outputs;
    }

    private static byte[] Pipeline(GoldenTensor image, GoldenParams pipeline)
    {
        var view = Cropped(image, pipeline.Integers("crop"));
        foreach (var operation in pipeline.Has("jitter_order") ? pipeline.Integers("jitter_order") : [])
        {
            switch (operation)
            {
                case 0: ImageOperations.Brightness(view, (float)pipeline.Number("brightness")); break;
                case 1: ImageOperations.Contrast(view, (float)pipeline.Number("contrast")); break;
                case 2: ImageOperations.Saturation(view, (float)pipeline.Number("saturation")); break;
                default: Hue.Shift(view, pipeline.Number("hue")); break;
            }
        }

        if (pipeline.Flag("flip"))
        {
            ImageOperations.Mirror(view);
        }

        if (pipeline.Flag("gray"))
        {
            ImageOperations.Grayscale(view);
        }

        if (pipeline.Flag("solarize"))
        {
            ImageOperations.Solarize(view);
        }

        return Written(view);
    }

    private static Planes Cropped(GoldenTensor image, int[] crop)
    {
        var target = PlanesOf(image);
        new CropResizer(target.Height, target.Width)
            .Run(Bytes(image), new Crop(crop[0], crop[1], crop[2], crop[3]), target);
        return target;
    }

    private static Planes PlanesOf(GoldenTensor image) => new((int)image.Shape[0], (int)image.Shape[1]);

    private static byte[] Written(Planes planes)
    {
        var pixels = new byte[planes.Pixels * 3];
        planes.Write(pixels);
        return pixels;
    }

    private static Tensor Normalized(GoldenCase @case, string moments, byte[] pixels, GoldenTensor image)
    {
        using var scope = NewDisposeScope();
        var values = @case.Params.Group("mean_std").Get(moments).EnumerateArray()
            .Select(x => tensor(x.EnumerateArray().Select(y => y.GetDouble()).ToArray()).view(3, 1, 1)).ToArray();
        var x = tensor(pixels).view([.. image.Shape]).permute(2, 0, 1).to(ScalarType.Float64).div(255);
        return x.sub(values[0]).div(values[1]).MoveToOuterDisposeScope();
    }

    private static byte[] Bytes(GoldenTensor image) => [.. image.Data.Select(x => (byte)x)];
}
