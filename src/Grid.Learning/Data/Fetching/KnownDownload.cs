using System.Collections.Immutable;
using Grid.Learning.Data.Formats;

namespace Grid.Learning.Data.Fetching;

/// <summary>A file of the net.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Sha256">What its bytes must hash to, lower-case hexadecimal; null where nobody said.</param>
public sealed record Download(Uri Address, string? Sha256)
{
    /// <summary>The last part of the address's path.</summary>
    public string FileName => Path.GetFileName(Address.AbsolutePath);
}

/// <summary>Where the known data sets are, and what their files hash to.</summary>
/// <param name="Name">The word in recipes.</param>
/// <param name="Files">All of its files.</param>
/// <param name="Folder">Folder of the unpacked files below the one they are fetched to; "" for that one.</param>
public sealed record KnownDownload(string Name, ImmutableArray<Download> Files, string Folder)
{
    /// <summary>Every data set that can be fetched by its name.</summary>
    public static ImmutableArray<KnownDownload> All { get; } =
    [
        new(Cifar10.Name,
            [File("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")],
            "cifar-10-batches-bin"),
        new(Cifar100.Name,
            [File("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")],
            "cifar-100-binary"),
        new(Stl10.Name,
            [File("https://cs.stanford.edu/~acoates/stl10/stl10_binary.tar.gz",
                "f31fd99273a1acb8609c8db427cebb1de3f71de77758cdc0e22956e1289b9866")],
            "stl10_binary"),
        new(Mnist.Digits,
            MnistFiles("https://storage.googleapis.com/cvdf-datasets/mnist/",
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
            ""),
        new(Mnist.Fashion,
            MnistFiles("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            ""),
    ];

    private static Download File(string address, string sha256) => new(new Uri(address), sha256);

    private static ImmutableArray<Download> MnistFiles(string site, params string[] hashes) =>
        [.. Mnist.Files.Zip(hashes, (name, hash) => File($"{site}{name}.gz", hash))];
}
