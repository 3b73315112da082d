using Grid.Cluster.Tests;
using Grid.Orleans.Supervision;
using Xunit.MicrosoftTestingPlatform;

return args switch
{
    ["device-process", .. var rest] => await DeviceProcess.Run(rest, TestChild.Configure),
    ["parent", var folder] => await TestChild.RunParent(folder),
    _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
};
