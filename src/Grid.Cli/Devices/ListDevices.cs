using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;

namespace Grid.Cli.Devices;

/// <summary>grid device list</summary>
internal static class ListDevices
{
    public static Command Create() => Verb.Asking("list", "Devices and what is aboard", [], async (x, grid) =>
    {
        var devices = await grid.Devices(x.Stop);
        return x.Show(devices, () =>
        {
            var table = new Table(new("device"), new("phase"), new("slots", true), new("runs"), new("reason"));
            foreach (var device in devices)
            {
                var runs = string.Join(' ', device.Runs);
                table.Add(device.Name, device.Phase, Words.Count(device.Slots), runs, device.Reason);
            }

            x.Output.Raw(table.ToText());
            if (devices.IsEmpty)
            {
                x.Output.Hint("devices are there while something runs: grid sweep run FILE");
            }
        });
    });
}
