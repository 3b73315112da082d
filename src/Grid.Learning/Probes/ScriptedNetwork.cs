using Grid.Core;
using Grid.Learning.Data;
using Grid.Learning.Training;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = images, H, W = rows and columns of an image, F = features.

/// <summary>
/// A network that others trained, as a TorchScript file: takes images uint8 [N, 3, H, W] and gives features [N, F].
/// Where its forward has a second argument, that is set to true: the published Inception file gives features for that.
/// </summary>
/// <remarks>A TorchScript file is a program. It runs with the rights of the user.</remarks>
public sealed class ScriptedNetwork : IDisposable
{
    private const int ImagesAtOnce = 64;

    private readonly jit.ScriptModule _network;
    private readonly string _path;

    private ScriptedNetwork(jit.ScriptModule network, string path) => (_network, _path) = (network, path);

    /// <summary>Reads a file.</summary>
    public static Result<ScriptedNetwork> Read(string path)
    {
        if (!File.Exists(path))
        {
            return Fault<ScriptedNetwork>(path, "there is no such file");
        }

        try
        {
            var network = jit.load(path);
            network.eval();
            return Result<ScriptedNetwork>.Valid(new ScriptedNetwork(network, path));
        }
        catch (Exception fault) when (IsOfTorch(fault))
        {
            return Fault<ScriptedNetwork>(path, $"is no TorchScript file: {FirstLine(fault)}");
        }
    }

    /// <summary>Features of all images of a set, float32 [N, F], in their order.</summary>
    public Result<Tensor> Encode(ImageSet images)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        try
        {
            for (var at = 0; at < images.Count; at += ImagesAtOnce)
            {
                using var bytes = Pixels.Of(images, at, Math.Min(ImagesAtOnce, images.Count - at));
                parts.Add(Forward(bytes.permute(0, 3, 1, 2).contiguous()).to(ScalarType.Float32));
            }
        }
        catch (Exception fault) when (IsOfTorch(fault))
        {
            return Fault<Tensor>(_path, $"does not take uint8 [N, 3, H, W]: {FirstLine(fault)}");
        }

        return parts.All(x => x.dim() == 2)
            ? Result<Tensor>.Valid(cat(parts, 0).MoveToOuterDisposeScope())
            : Fault<Tensor>(_path, $"gives [{string.Join(", ", parts[0].shape)}], not [N, F]");
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private Tensor Forward(Tensor images)
    {
        try
        {
            return (Tensor)_network.forward(images, true);
        }
        catch (Exception fault) when (IsOfTorch(fault))
        {
            // It has one argument, or it fails again and says so.
            return (Tensor)_network.forward(images);
        }
    }

    private static bool IsOfTorch(Exception fault) =>
        fault is System.Runtime.InteropServices.ExternalException or InvalidCastException;

    private static string FirstLine(Exception fault) => fault.Message.Split('\n')[0];

    private static Result<T> Fault<T>(string path, string message) => Result<T>.Invalid(new Diagnostic(path, message,
        "give a network written by torch.jit.save: images uint8 [N, 3, H, W] to features [N, F]"));
}
