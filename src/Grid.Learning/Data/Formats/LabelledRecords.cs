using System.Collections.Immutable;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data.Formats;

/// <summary>Files of equal records, each a label or more and an image: the CIFAR family.</summary>
/// <param name="layout">Of a record.</param>
/// <param name="labelAt">Which byte of a record is the label.</param>
/// <param name="setName">What such a file is called in messages: "CIFAR-10".</param>
internal sealed class LabelledRecords(RecordLayout layout, int labelAt, string setName)
{
    /// <summary>Reads files as one set; null after a fault of any.</summary>
    public ImageSet? Read(string name, DataFiles files, IEnumerable<string> fileNames, ImmutableArray<string> classes)
    {
        var before = files.Faults;
        var parts = fileNames.Select(file => Part(files, file, classes.Length)).ToArray();
        return files.Faults > before
            ? null
            : new ImageSet(name, new JoinedPixels([.. parts.Select(part => part!.Value.Pixels)]),
                [.. parts.SelectMany(part => part!.Value.Labels)], classes);
    }

    private (RecordPixels Pixels, int[] Labels)? Part(DataFiles files, string fileName, int classes)
    {
        if (files.Open(fileName) is not { } file)
        {
            return null;
        }

        if (file.Length == 0 || file.Length % layout.RecordBytes != 0)
        {
            files.Fault($"{file.Path} has {file.Length} bytes, which is no whole number of {layout.RecordBytes}-byte "
                + "images", $"the file is cut off or no {setName} binary file; unpack it again");
            return null;
        }

        var labels = new int[file.Length / layout.RecordBytes];
        Span<byte> record = stackalloc byte[layout.LabelBytes];
        for (var row = 0; row < labels.Length; row++)
        {
            file.Read((long)row * layout.RecordBytes, record);
            labels[row] = record[labelAt];
        }

        if (Array.FindIndex(labels, label => label >= classes) is >= 0 and var bad)
        {
            files.Fault($"{file.Path}: image {bad} has label {labels[bad]}, labels are 0 to {classes - 1}",
                $"the file is damaged or no {setName} binary file; unpack it again");
            return null;
        }

        return (new RecordPixels(file, layout, labels.Length), labels);
    }
}
