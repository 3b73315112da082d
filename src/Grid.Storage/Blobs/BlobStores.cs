using Azure.Storage.Blobs;
using Grid.Core;
using Grid.Core.Ports;

namespace Grid.Storage.Blobs;

/// <summary>Opens a blob store by its address.</summary>
public static class BlobStores
{
    private const string Connection = "azure:";
    private const string Folder = "file:";
    private const string Hint =
        "use a folder, azure:<connection string>;<container>"
        + " or https://<account>.blob.core.windows.net/<container>?<signature>";

    /// <summary>
    /// Opens the store of an address: a folder, "file:FOLDER", "azure:CONNECTION;CONTAINER" or the https address of a
    /// container.
    /// </summary>
    /// <exception cref="StoreException">A folder cannot be created or written.</exception>
    public static Result<IBlobStore> Open(string address)
    {
        if (string.IsNullOrWhiteSpace(address))
        {
            return Fault("must not be empty");
        }

        if (IsConnection(address))
        {
            return FromConnection(address[Connection.Length..]);
        }

        if (IsUrl(address))
        {
            return FromUrl(address);
        }

        return FolderOf(address) is { Length: > 0 } folder
            ? Result<IBlobStore>.Valid(new FolderBlobStore(folder))
            : Fault("names no folder");
    }

    /// <summary>The same address, whatever the working folder: a relative folder becomes a full one.</summary>
    public static string Absolute(string address) =>
        IsConnection(address) || IsUrl(address) || FolderOf(address).Length == 0
            ? address
            : Path.GetFullPath(FolderOf(address));

    private static bool IsConnection(string address) => address.StartsWith(Connection, StringComparison.Ordinal);

    private static bool IsUrl(string address) => address.Contains("://", StringComparison.Ordinal);

    private static string FolderOf(string address) =>
        address.StartsWith(Folder, StringComparison.Ordinal) ? address[Folder.Length..] : address;

    private static Result<IBlobStore> FromConnection(string text)
    {
        var last = text.LastIndexOf(';');
        var (connection, container) = last < 0 ? (text, "") : (text[..last], text[(last + 1)..]);
        if (container.Length == 0 || container.Contains('=', StringComparison.Ordinal))
        {
            return Fault("must end with ';' and the name of a container");
        }

        try
        {
            return Valid(new BlobContainerClient(connection, container));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // The message of the exception may quote the key.
            return Fault("holds no valid connection string");
        }
    }

    private static Result<IBlobStore> FromUrl(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme is ("https" or "http") && uri.AbsolutePath.Trim('/').Length > 0
            ? uri.Query.Contains("sig=", StringComparison.Ordinal)
                ? Valid(new BlobContainerClient(uri))
                : Fault("carries no shared access signature")
            : Fault("names no container");

    private static Result<IBlobStore> Valid(BlobContainerClient container) =>
        Result<IBlobStore>.Valid(new AzureBlobStore(container));

    private static Result<IBlobStore> Fault(string message) =>
        Result<IBlobStore>.Invalid(new Diagnostic("blobs", message, Hint));
}
