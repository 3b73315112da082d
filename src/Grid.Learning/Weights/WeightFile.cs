using System.Collections.Immutable;
using Grid.Core;
using Grid.Learning.Torch;

namespace Grid.Learning.Weights;

/// <summary>Named tensors in a file: safetensors, or PyTorch's .pt. Reading either executes nothing.</summary>
public static class WeightFile
{
    private const string Hint = "use safetensors, or torch.save(model.state_dict(), PATH) of PyTorch 1.6 or newer";

    /// <summary>Reads all tensors of a file; what kind it is, its first bytes tell.</summary>
    /// <param name="field">The setting or option that names the file, for faults.</param>
    /// <param name="path">The file, at most 2 GiB.</param>
    public static Result<ImmutableSortedDictionary<string, StoredTensor>> Read(string field, string path)
    {
        Result<ImmutableSortedDictionary<string, StoredTensor>> Fault(string message, string hint) =>
            Result<ImmutableSortedDictionary<string, StoredTensor>>.Invalid(new Diagnostic(field, message, hint));
        try
        {
            return Result<ImmutableSortedDictionary<string, StoredTensor>>.Valid(Parse(File.ReadAllBytes(path)));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Fault($"there is no file '{path}'", "name a file of weights");
        }
        catch (InvalidDataException fault)
        {
            return Fault($"'{path}' {fault.Message}", Hint);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Fault($"'{path}' cannot be read: {refused.Message}", "name a readable file of at most 2 GiB");
        }
    }

    private static ImmutableSortedDictionary<string, StoredTensor> Parse(byte[] file)
    {
        if (file.AsSpan().StartsWith("PK"u8))
        {
            return PtArchive.Read(file);
        }

        if (file is [0x80, ..])
        {
            throw new InvalidDataException("is a bare pickle, as PyTorch before 1.6 wrote them");
        }

        return Of(Safetensors.Read(file));
    }

    /// <summary>All tensors of a safetensors file.</summary>
    /// <exception cref="InvalidDataException">Shape and bytes of one differ.</exception>
    internal static ImmutableSortedDictionary<string, StoredTensor> Of(SafetensorsFile file) =>
        file.Tensors.ToImmutableSortedDictionary(
            x => x.Key, x => StoredTensor.Contiguous(x.Value.Type, x.Value.Shape, x.Value.Data),
            StringComparer.Ordinal);
}
