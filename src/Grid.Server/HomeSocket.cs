using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace Grid.Server;

/// <summary>
/// Where the owner of a home listens: "grid.sock" inside it. The kernel takes 107 bytes at most, so a deep home
/// gets a short socket in the temporary folder, and a file in the home that names it.
/// </summary>
public static class HomeSocket
{
    private const int MaxBytes = 100;
    private const string PointerName = "grid.sock.path";

    /// <summary>The socket for an owner of <paramref name="home"/>; leaves a pointer where it is not inside.</summary>
    public static string Choose(string home)
    {
        var inside = Inside(home);
        if (Encoding.UTF8.GetByteCount(inside) <= MaxBytes)
        {
            return inside;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(home))))[..16];
        const UnixFileMode onlyUs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var folder = Directory.CreateDirectory(Path.Combine(ShortTemp(), $"grid-{hash}"), onlyUs);
        var socket = Path.Combine(folder.FullName, "grid.sock");
        File.WriteAllText(Path.Combine(home, PointerName), socket);
        return socket;
    }

    /// <summary>The socket of a home's owner, or null where nobody listens: a crash leaves its socket behind.</summary>
    public static async Task<string?> FindListening(string home, CancellationToken cancellation = default)
    {
        if (Find(home) is not { } path)
        {
            return null;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return path;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>The socket of a home's last owner, or null where it left none.</summary>
    public static string? Find(string home)
    {
        if (File.Exists(Inside(home)))
        {
            return Inside(home);
        }

        var pointer = Path.Combine(home, PointerName);
        var socket = File.Exists(pointer) ? File.ReadAllText(pointer).Trim() : null;
        return File.Exists(socket) ? socket : null;
    }

    private static string Inside(string home) => Path.Combine(Path.GetFullPath(home), "grid.sock");

    private static string ShortTemp() =>
        Encoding.UTF8.GetByteCount(Path.GetTempPath()) <= MaxBytes / 2 ? Path.GetTempPath() : "/tmp";
}

/// <summary>Lets only this user open the socket, as soon as it exists.</summary>
internal sealed class SocketMode(string socketPath) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        File.SetUnixFileMode(socketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        // Where somebody deleted the home meanwhile, there is nothing to clean up.
        if (Directory.Exists(Path.GetDirectoryName(socketPath)))
        {
            File.Delete(socketPath);
        }

        return Task.CompletedTask;
    }
}
