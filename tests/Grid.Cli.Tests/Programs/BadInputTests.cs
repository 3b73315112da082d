namespace Grid.Cli.Tests.Programs;

public sealed class BadInputTests : IDisposable
{
    private readonly GridProgram _grid = new();

    public void Dispose() => _grid.Dispose();

    [Theory]
    [InlineData("  method: { name: moco, queue: 64 }", "  method: { name: moco, queu: 64 }", "queu", "method.queue")]
    [InlineData("  method: { name: moco, queue: 64 }", "  method: { name: moko, queue: 64 }", "method.name", "moco")]
    [InlineData("queue: 64 }", "queue: many }", "method.queue", "must be a whole number")]
    [InlineData("queue: 64 }", "queue: 8 }", "method.queue", "train.batch")]
    [InlineData("[0.1, 0.5]", "[]", "space.method.temperature", "")]
    [InlineData("[0.1, 0.5]", "[0.1, 0]", "space.method.temperature", "> 0")]
    [InlineData("[0.1, 0.5]", "{ uniform: [0.5, 0.1] }", "space.method.temperature", "")]
    [InlineData("batch: 16", "batch: 1", "train.batch", "must be a whole number >= 2")]
    [InlineData("name: tiny", "name: Tiny Sweep", "name", "lower-case")]
    [InlineData("name: tiny", "name: tiny\nconstraints: [ \"method.temperature > 1\" ]", "constraints", "")]
    [InlineData("name: tiny", "name: tiny\nobjective: { metric: val.knn.top2, direction: maximize }",
        "objective.metric", "val.knn.top1")]
    [InlineData("name: tiny", "name: tiny\nreplicas: 0", "replicas", "")]
    [InlineData("{ name: shapes,", "{ name: cifar10, root: ./nowhere,", "data.root", "nowhere")]
    [InlineData("grid: 1", "grid: 9", "grid", "")]
    [InlineData("space:", "space", "line", "")]
    public async Task A_bad_file_is_one_clear_message_and_leaves_nothing(string good, string bad, string field,
        string says)
    {
        Assert.Contains(good, SweepFiles.Tiny, StringComparison.Ordinal);
        var file = _grid.Write("bad.yaml", SweepFiles.Tiny.Replace(good, bad, StringComparison.Ordinal));
        var answer = await _grid.Run("sweep", "run", file);
        Assert.Equal(1, answer.Code);
        Assert.Empty(answer.Data);
        Assert.StartsWith("error: ", answer.Talk, StringComparison.Ordinal);
        Assert.Contains(field, answer.Talk, StringComparison.Ordinal);
        Assert.Contains(says, answer.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Talk, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_grid.Home), "a home was left behind");
    }

    [Fact]
    public async Task A_data_file_that_is_cut_off_is_told_before_anything_starts()
    {
        Directory.CreateDirectory(Path.Combine(_grid.Folder, "data"));
        await File.WriteAllBytesAsync(
            Path.Combine(_grid.Folder, "data", "data_batch_1.bin"), new byte[1000],
                TestContext.Current.CancellationToken);
        var file = _grid.Write("bad.yaml", SweepFiles.Tiny.Replace(
            "{ name: shapes,", "{ name: cifar10, root: ./data,", StringComparison.Ordinal));
        var answer = await _grid.Run("sweep", "run", file);
        Assert.Equal(1, answer.Code);
        Assert.Contains("data_batch_1.bin", answer.Talk, StringComparison.Ordinal);
        Assert.Contains("hint: ", answer.Talk, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_grid.Home), "a home was left behind");
    }

    [Theory]
    [InlineData("sweep lsit", "error: there is no 'grid sweep lsit'\nhint: did you mean 'list'?\n")]
    [InlineData("sweep run nowhere.yaml",
        "error: nowhere.yaml: there is no such file\nhint: write one to start from: grid init FILE\n")]
    [InlineData("run show demo",
        "error: 'demo' is no run: SWEEP/TRIAL/REPLICA, as in demo/1/1\nhint: grid run show --help\n")]
    [InlineData("sweep list --take 0", "error: --take: must be at least 1, found 0\nhint: grid sweep list --help\n")]
    [InlineData("sweep list --server nonsense",
        "error: --server: 'nonsense' is no address like http://host:8080\nhint: grid sweep list --help\n")]
    [InlineData("method show moko", "error: method.name: there is no method 'moko'\nhint: did you mean 'moco'?\n")]
    [InlineData("sweep run",
        "error: Required argument 'FILE' missing for command: 'run'\nhint: grid sweep run --help\n")]
    public async Task A_wrong_command_line_says_how_to_mend_it(string arguments, string talk)
    {
        var answer = await _grid.Run(arguments.Split(' '));
        Assert.Equal((1, talk), (answer.Code, answer.Talk));
    }

    [Fact]
    public async Task A_home_that_is_not_there_is_named()
    {
        var answer = await _grid.Run("sweep", "list");
        Assert.Equal(1, answer.Code);
        Assert.Contains($"there is no home at {_grid.Home}", answer.Talk, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_grid.Home), "looking made a home");
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_is_our_failure_in_one_line()
    {
        Assert.SkipWhen(!File.Exists("/dev/full"), "needs /dev/full");
        var file = _grid.Write("tiny.yaml", SweepFiles.Tiny);
        var answer = await _grid.Run("sweep", "run", file, "--home", "/dev/full/home");
        Assert.Equal(2, answer.Code);
        Assert.StartsWith("error: ", answer.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_writes_a_file_that_checks_and_never_writes_over_one()
    {
        Assert.Equal((0, "a.yaml\n"), await _grid.Run("init", "a.yaml") is var made ? (made.Code, made.Data) : default);
        Assert.Equal(0, (await _grid.Run("sweep", "check", "a.yaml")).Code);
        var again = await _grid.Run("init", "a.yaml");
        Assert.Equal(1, again.Code);
        Assert.Contains("is there already", again.Talk, StringComparison.Ordinal);
    }
}
