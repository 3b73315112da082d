using System.Text;
using Grid.Cli;
using Grid.Cli.Doctor;
using Grid.Cli.Hosting;
using Grid.Cli.Invocations;

// Two hidden commands that this program starts itself with: they have their own signals and no command line to parse.
if (args is [DeviceProgram.Command, .. var rest])
{
    return await DeviceProgram.Run(rest);
}

if (args is [TorchFindings.ProbeCommand])
{
    return TorchFindings.Probe();
}

using var signals = new Signals();
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await GridCommand.Run(args, Console.Out, Console.Error, signals.Stop);
