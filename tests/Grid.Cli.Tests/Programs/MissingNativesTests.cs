using System.Diagnostics;

namespace Grid.Cli.Tests.Programs;

public sealed class MissingNativesTests
{
    [Fact]
    public async Task A_program_without_libtorch_says_so_and_what_to_do()
    {
        // Links to the program's files cost no space; they must lie on its disk.
        var parent = Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!;
        var folder = Path.Combine(parent, $"without-natives-{Environment.ProcessId}");
        try
        {
            using (var copy = Process.Start("/bin/cp", ["-al", AppContext.BaseDirectory, folder]))
            {
                await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(0, copy.ExitCode);
            }

            foreach (var native in Directory.EnumerateFiles(folder, "lib*orch*.so*", SearchOption.AllDirectories))
            {
                File.Delete(native);
            }

            using var program = new GridProgram(Path.Combine(folder, "grid"));
            var file = program.Write("tiny.yaml", SweepFiles.Tiny);
            var answer = await program.Run("sweep", "run", file);
            Assert.Equal(2, answer.Code);
            Assert.Equal(
                "error: libtorch does not load: libLibTorchSharp.so is not among the program's files\n"
                + "hint: build for linux-x64 with glibc 2.34 or newer, and keep the libtorch files beside the "
                + "program\n",
                answer.Talk);
            Assert.False(Directory.Exists(program.Home), "a home was left behind");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
