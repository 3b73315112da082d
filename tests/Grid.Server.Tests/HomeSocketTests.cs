using System.Text;

namespace Grid.Server.Tests;

public sealed class HomeSocketTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_home_with_a_short_path_holds_its_socket()
    {
        await using var served = await Served.Start();
        Assert.Equal(Path.Combine(served.Home, "grid.sock"), served.Socket);
        Assert.Equal(served.Socket, HomeSocket.Find(served.Home));
    }

    [Fact]
    public async Task A_home_with_a_long_path_names_a_short_socket_elsewhere()
    {
        var root = Directory.CreateTempSubdirectory("grid-server-").FullName;
        var home = Directory.CreateDirectory(Path.Combine(root, new string('\u00e4', 60), "home")).FullName;
        await using var served = await Served.Start(home);
        Assert.True(Encoding.UTF8.GetByteCount(served.Socket) <= 100, served.Socket);
        Assert.Equal(served.Socket, HomeSocket.Find(home));
        Assert.Single(await served.Client.Devices(Stop));
    }

    [Fact]
    public async Task An_owner_replaces_the_socket_of_a_dead_one_and_takes_its_own_away()
    {
        var home = Directory.CreateTempSubdirectory("grid-server-").FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "grid.sock"), "left by a crash", Stop);
        await using var served = await Served.Start(home);
        Assert.Single(await served.Client.Devices(Stop));
        await served.Stop();
        Assert.Null(HomeSocket.Find(home));
    }
}
