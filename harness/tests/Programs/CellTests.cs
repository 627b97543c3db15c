using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Programs.Compiling;
using Kata.Protocol;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>What a program in a cell can reach, which is its own check and nothing else; and what becomes of one that takes more than it
/// may have. The programs are in Hostile/Escapes.cs.</summary>
[Platform(Exclude = "Win", Reason = "Cells are Linux's.")]
public partial class CellTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);
    internal static readonly string SourceFile = Path.Combine(Repository.Root, "harness", "tests", "Hostile", "Escapes.cs");

    private static Cell cell = null!;
    private static ProcessHost host = null!;
    private static string build = null!;
    private static string besides = null!;
    private static Socket listener = null!;
    private static CellNetwork other = null!;
    private static Kata.Servers.Endpoint others = null!;
    private static readonly string AbstractName = $"kata-test-{Guid.NewGuid():N}";

    private string folder = null!;
    private CellNetwork network = null!;
    private ProgramFolder programs = null!;

    [OneTimeSetUp]
    public static async Task MakeCell()
    {
        if (Cell.Support.Missing is { } missing)
            Assert.Ignore(missing);

        cell = await Cell.CreateAsync();
        host = await ProcessHost.Start();
        build = Directory.CreateTempSubdirectory("kata-test-").FullName;
        ProgramCompiler.Compile(build, (SourceFile, File.ReadAllText(SourceFile)));
        // What a program is not to find, and could use if it did.
        besides = Directory.CreateTempSubdirectory("kata-test-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(besides, (UnixFileMode)0x1FF);
        File.WriteAllText(Path.Combine(besides, "secret"), "another's program");
        listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"\0{AbstractName}"));
        listener.Listen();
        other = CellNetwork.Create();
        others = await host.Open(new() { Service = Service.Echo, Network = other.Path });
    }

    [OneTimeTearDown]
    public static async Task RemoveCell()
    {
        if (build is null)
            return;

        await others.DisposeAsync();
        other.Dispose();
        listener.Dispose();
        await host.DisposeAsync();
        await cell.DisposeAsync();
        Directory.Delete(build, recursive: true);
        Directory.Delete(besides, recursive: true);
    }

    [SetUp]
    public void Stage()
    {
        programs = ProgramFolder.Stage(Path.Combine(build, "Programs.dll"), null, cell);
        folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        network = CellNetwork.Create();
    }

    [TearDown]
    public void Unstage()
    {
        programs?.Dispose();
        network?.Dispose();
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
    }

    internal static IEnumerable<string> Attempts() => Named().Matches(File.ReadAllText(SourceFile)).Select(match => match.Groups[1].Value);

    [TestCaseSource(nameof(Attempts))]
    public async Task It_does_not_get_out(string attempt)
    {
        // Its numbers of system calls are those of x64.
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Ignore("The attempts are written for x64.");

        var run = await Run(attempt);

        Assert.That((run.End, run.Output), Is.EqualTo((new RunEnd.Exited(0), "held\n")), run.ErrorOutput);
    }

    [TestCase("takes memory by the page", "no end: it used more than 256 MB of memory, which is all that a program may have here")]
    [TestCase("takes memory that is shared", "no end: it used more than 256 MB of memory, which is all that a program may have here")]
    [TestCase("forks without end",
        "no end: it (had more than 512 processes and threads|used more than 256 MB of memory), which is all that a program may have here")]
    [TestCase("starts threads without end",
        "no end: it had more than 512 processes and threads, which is all that a program may have here")]
    [TestCase("fills the check's folder", "no end: it wrote more than 64 MB of files, which is all that a program may have here")]
    [TestCase("makes files without end", "no end: it made more than 2000 files, which is all that a program may have here")]
    [TestCase("sends datagrams without end", "no end: it sent more than 10,000 datagrams, which is all that a program may have here")]
    [TestCase("connects without end", "no end: it made more than 5,000 connections, which is all that a program may have here")]
    [TestCase("writes without end", "no end: it wrote more than 2,097,152 bytes to its output and was killed")]
    public async Task What_it_takes_too_much_of_is_said_in_a_sentence(string attempt, string end)
    {
        if (
            ControlGroup.Version is null
            && end.Contains("more than", StringComparison.Ordinal)
            && !end.Contains("files", StringComparison.Ordinal)
            && !end.Contains("bytes", StringComparison.Ordinal)
            && !end.Contains("datagrams", StringComparison.Ordinal)
            && !end.Contains("connections", StringComparison.Ordinal)
        )
            Assert.Ignore("No control group can be made here.");

        Assert.That($"{(await Run(attempt)).End}", Does.Match($"^{end}$"));
    }

    [Test]
    public async Task Datagrams_of_IPv6_count_as_well()
    {
        if (!Loopback.HasIPv6)
            Assert.Ignore("There is no IPv6 here.");

        Assert.That($"{(await Run("sends datagrams of IPv6 without end")).End}", Does.Contain("it sent more than 10,000 datagrams"));
    }

    // Where no control group can be made, as in most containers.
    [TestCase("takes memory and keeps it", "it used more than 256 MB of memory, which is all that a program may have here")]
    [TestCase("takes memory", "System.OutOfMemoryException|out of memory")]
    // The system refuses it one; what it makes of that may end it before the next look.
    [TestCase("forks without end", "more than 512 processes and threads|more than 256 MB of memory|Exception|signal|exit code")]
    [TestCase("starts threads without end", "more than 512 processes and threads|OutOfMemoryException|out of memory")]
    public async Task Without_control_groups_the_same_is_held_by_a_watch(string attempt, string end)
    {
        await using var watched = await Cell.CreateAsync(withoutGroups: true);

        Assert.That($"{(await RunIn(watched, attempt)).End}", Does.Match(end));
    }

    [Test]
    public async Task Children_that_keep_the_processors_busy_are_no_busy_machine([Values] bool withGroups)
    {
        await using var strict = await Cell.CreateAsync(
            new() { LeastWork = TimeSpan.FromSeconds(1), WorkOfDeadline = 0 }, withoutGroups: !withGroups);

        Assert.That($"{(await RunIn(strict, "works with its children")).End}",
            Is.EqualTo("no end: it used more than 1 s of the processors' time, which is all that a program may have here"));
    }

    /// <summary>Or a program that waits behind them, and fails in another way each time, would come to no verdict at all.</summary>
    [Test]
    public async Task What_its_children_work_is_its_own_work([Values] bool withGroups)
    {
        await using var one = await Cell.CreateAsync(withoutGroups: !withGroups);
        using var staged = ProgramFolder.Stage(Path.Combine(build, "Programs.dll"), null, one);

        // How much a busy machine leaves to the children in a given time is its own affair: so they are given as long as they need.
        await using var program = staged.Start(
            "Escapes", ["lets its children work"], new() { Deadline = Patience, Place = new(network, []) });
        await Until(() => program.Own.Worked > TimeSpan.FromSeconds(1.5));
        await program.DisposeAsync();

        Assert.That((await program.Ended()).Time!.Worked, Is.GreaterThan(TimeSpan.FromSeconds(1.5)));
    }

    [TestCase("keeps much in the buffers of TCP", true)]
    [TestCase("keeps much in the buffers of TCP", false)]
    [TestCase("keeps much in pairs of sockets", true)]
    [TestCase("keeps much in pairs of sockets", false)]
    public async Task What_the_kernel_keeps_for_it_is_memory_too(string attempt, bool withGroups)
    {
        await using var cell = await Cell.CreateAsync(withoutGroups: !withGroups);

        var run = await RunIn(cell, attempt);

        Assert.That(run.End is RunEnd.Exceeded || run.Output == "held\n", $"{run.End}: {run.Output} {run.ErrorOutput}");
    }

    [Test]
    public async Task Each_program_has_a_user_of_its_own()
    {
        if (cell.User is null)
            Assert.Ignore("Only root can give programs the rights of other users.");

        Assert.That(cell.ForAnother().User, Is.Not.EqualTo(cell.User));
        Assert.That((await Run("says its ids")).Output, Is.EqualTo("2 1000\n"));
    }

    [Test]
    public async Task A_program_of_a_watched_cell_cannot_have_more_processes_than_its_cell()
    {
        await using var watched = await Cell.CreateAsync(new() { Processes = 64 }, withoutGroups: true);
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunIn(watched, "says its ids")));

        // Those of other cells, which have the same user outside, are not counted with its own.
        Assert.That(runs.Select(run => run.End), Is.All.EqualTo(new RunEnd.Exited(0)), runs[0].ErrorOutput);
    }

    // As version 2 wants it, where the group is joined before the rights are given up.
    [TestCase("takes memory by the page", "no end: it used more than 256 MB of memory, which is all that a program may have here")]
    [TestCase("forks without end",
        "no end: it (had more than 512 processes and threads|used more than 256 MB of memory), which is all that a program may have here")]
    public async Task A_group_that_the_shell_joins_holds_as_well(string attempt, string end)
    {
        if (ControlGroup.Version is null)
            Assert.Ignore("No control group can be made here.");

        var run = await RunIn(cell.JoiningInShell(), attempt);

        Assert.That($"{run.End}", Does.Match($"^{end}$"), run.ErrorOutput);
        Assert.That((await RunIn(cell.JoiningInShell(), "reads another submission")).Output, Is.EqualTo("held\n"));
    }

    [TestCase(1, false, null)]
    [TestCase(2, true, null)]
    [TestCase(null, true, null)]
    public void What_limits_memory_and_processes_is_said(int? groups, bool asNobody, string? remedy) =>
        Assert.That(CellSupport.Limits(groups, asNobody).Remedy, Is.EqualTo(remedy));

    [Test]
    public void Root_whose_processes_nothing_counts_gets_no_cell()
    {
        if (!OperatingSystem.IsLinux() || !CellSupport.IsRoot())
            Assert.Ignore("This is about root.");

        Assert.That(CellSupport.Limits(null, asNobody: false).Remedy, Does.Contain("--cell none"));
    }

    [TestCase("takes memory", "System.OutOfMemoryException|out of memory")]
    [TestCase("writes a large file", "System.IO.IOException|signal 25")]
    public async Task What_the_program_is_told_itself_ends_it(string attempt, string end) =>
        Assert.That($"{(await Run(attempt)).End}", Does.Match(end));

    [TestCase("loops")]
    [TestCase("sleeps")]
    [TestCase("closes its outputs and sleeps")]
    [TestCase("ignores every signal and sleeps")]
    [TestCase("stops itself")]
    public async Task One_that_does_not_end_is_killed_at_its_deadline(string attempt)
    {
        var run = await Run(attempt, TimeSpan.FromSeconds(2));

        Assert.That($"{run.End}", Is.EqualTo($"{new RunEnd.Killed(TimeSpan.FromSeconds(2))}"));
    }

    [Test]
    public async Task A_signal_that_it_sends_itself_is_its_end() =>
        Assert.That(
            (await Run("kills itself")).End,
            Is.InstanceOf<RunEnd.Crashed>().With.Property(nameof(RunEnd.Crashed.Signal)).EqualTo(Signals.Kill));

    [Test]
    public async Task A_call_that_the_filter_kills_for_is_named()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Ignore("It is written for x64.");

        // A kernel without calls of 32 bits knows no such instruction.
        Assert.That($"{(await Run("calls as a program of 32 bits")).End}",
            Does.Contain("a system call that is not allowed here").Or.Contain("SIGSEGV"));
    }

    [Test]
    public async Task Who_kills_bubblewrap_has_failed_and_is_graded() =>
        Assert.That((await Run("kills all around it before it begins")).End, Is.InstanceOf<RunEnd.Crashed>());

    [TestCase("leaves a child")]
    [TestCase("leaves a child in a session of its own")]
    public async Task What_it_leaves_behind_is_noted_and_is_gone(string attempt) =>
        Assert.That((await Run(attempt)).End, Is.EqualTo(new RunEnd.Exited(0) { LeftBehind = true }));

    [Test]
    public async Task Ctrl_C_reaches_the_program_and_not_what_is_around_it()
    {
        await using var program = programs.Start("Escapes", ["sleeps"], new() { Deadline = Patience, Place = new(network, []) });
        await Until(() => program.ProcessorTime is { } time && time > TimeSpan.Zero);

        program.Interrupt();

        Assert.That(
            (await program.Ended()).End,
            Is.InstanceOf<RunEnd.Crashed>().With.Property(nameof(RunEnd.Crashed.Signal)).EqualTo(Signals.Interrupt));
    }

    [Test]
    public async Task What_a_killed_process_has_left_is_swept_away()
    {
        var before = Environment.GetEnvironmentVariable("PATH");
        await using var program = programs.Start("Escapes", ["sleeps"], new() { Deadline = Patience, Place = new(network, []) });
        await Until(() => program.ProcessorTime is { } time && time > TimeSpan.Zero);

        // A living owner keeps what is his.
        CellLeftovers.Sweep();
        ControlGroup.Sweep();

        Assert.That(program.HasExited, Is.False, before);
    }

    [Test]
    public void The_filter_is_for_both_processors() =>
        Assert.That(
            from arm in (bool[])[false, true]
            from groups in (bool[])[false, true]
            select SystemCallFilter.Create(arm, groups).Length % 8,
            Is.All.Zero);

    [Test]
    public void An_owner_is_known_by_its_name()
    {
        Assert.That(CellOwner.Of($"{CellOwner.Ours.Name}-7"), Is.EqualTo(CellOwner.Ours));
        Assert.That(CellOwner.Ours.IsRunning, Is.True);
        Assert.That((CellOwner.Ours with { Began = 1 }).IsRunning, Is.False);
        Assert.That((CellOwner.Ours with { Began = 1, Namespace = 1 }).IsRunning, Is.True, "another container's");
        Assert.That(CellOwner.Of("somebody's"), Is.Null);
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var deadline = DateTime.UtcNow + Patience; !holds() && DateTime.UtcNow < deadline;)
            await Task.Delay(5); // Nothing tells when the runtime in the process has come so far.
    }

    [Test]
    public void A_folder_that_is_not_in_the_cell_is_named()
    {
        var options = new RunOptions { Folder = besides, Place = new(network, [folder]) };

        Assert.That(() => programs.Run("Escapes", ["nothing"], options),
            Throws.TypeOf<CellException>().With.Message.EqualTo(
                $"{besides} is not in the cell: RunOptions.Folder names a folder that NewFolder() of the check has made."));
    }

    private async Task<Run> RunIn(Cell other, string attempt)
    {
        using var staged = ProgramFolder.Stage(Path.Combine(build, "Programs.dll"), null, other);
        return await Run(attempt, of: staged);
    }

    private async Task<Run> Run(string attempt, TimeSpan? deadline = null, ProgramFolder? of = null)
    {
        await using var own = await host.Open(new() { Service = Service.Echo, Address = "127.7.7.7", Network = network.Path });
        string[] words =
        [
            attempt,
            $"repository={Repository.Root}",
            $"folder={besides}",
            $"file={Path.Combine(besides, "secret")}",
            $"harness={Environment.ProcessId}",
            $"other={Environment.ProcessId}",
            $"control={host.ControlPort}",
            $"otherHost={others.Host}",
            $"otherPort={others.Port}",
            $"ownHost={own.Host}",
            $"ownPort={own.Port}",
            $"name={AbstractName}",
            $"checks={folder}",
        ];
        return await (of ?? programs).Run("Escapes", words, new() { Deadline = deadline ?? Patience, Place = new(network, [folder]) });
    }

    [GeneratedRegex(@"^        \[""([^""]+)""\] = ", RegexOptions.Multiline)]
    private static partial Regex Named();
}
