using System.Runtime.InteropServices;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Programs.Compiling;
using Kata.Protocol;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>What a program in a lesser cell can reach, with Landlock and without. The programs are those that attack a cell; the attempts
/// that a lesser cell does not promise to stop have their reasons here.</summary>
[TestFixture(true)]
[TestFixture(false)]
[Platform("Linux")]
public class LesserCellTests(bool withLandlock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    private const string Exists = "it sees that a file exists, and cannot read it";
    private const string Processes = "it sees which processes there are, and cannot touch them";
    private const string Network = "its network is the machine's";
    private const string Own = "what it finds is its own";

    /// <summary>What no lesser cell promises.</summary>
    private static readonly Dictionary<string, string> NotPromised = new()
    {
        ["reads the solutions"] = Exists,
        ["reads the history"] = Exists,
        ["reads the harness"] = Exists,
        ["reads the checks"] = Exists,
        ["looks for homes"] = Exists,
        ["reads the passwords"] = Exists,
        ["reads the environment of process 1"] = Exists,
        ["reads the environment of the harness"] = Exists,
        ["looks at the machine"] = Exists,
        ["reads a disk"] = Exists,
        ["finds other programs"] = Exists,
        ["talks to a container engine"] = Exists,
        ["reads what the kernel says of the machine"] = "it reads /proc",
        ["finds other processes"] = Processes,
        ["signals process 1"] = Processes,
        ["opens the harness"] = Processes,
        ["finds the mark of its cell"] = Own,
        ["has more in its environment than it needs"] = Own,
        ["reaches the servers' control port"] = Network,
        ["reaches another check's endpoint"] = Network,
        ["reaches the internet"] = Network,
        ["asks a name server"] = Network,
        ["has another interface"] = Network,
        ["talks by an abstract name"] = Network,
    };

    /// <summary>What Landlock stops, and the permissions of files alone do not.</summary>
    private static readonly Dictionary<string, string> ByLandlock = new()
    {
        ["reads a file of the repository"] = "every user may",
        ["lists the repository"] = "every user may",
        ["looks around in the temporary folder"] = "every user may",
        ["leaves something for others"] = "every user may",
        ["fills the temporary folder"] = "every user may",
    };

    private LesserCell cell = null!;
    private ProcessHost host = null!;
    private string build = null!;
    private string besides = null!;
    private Kata.Servers.Endpoint others = null!;
    private ProgramFolder another = null!;
    private RunningProgram? neighbour;

    [OneTimeSetUp]
    public async Task MakeCell()
    {
        if (CellSupport.Lesser.Missing is { } missing)
            Assert.Ignore(missing);
        if (withLandlock && Landlock.Version == 0)
            Assert.Ignore("This kernel has no Landlock.");

        cell = await LesserCell.MakeAsync(withoutLandlock: !withLandlock);
        host = await ProcessHost.Start();
        build = Directory.CreateTempSubdirectory("kata-test-").FullName;
        ProgramCompiler.Compile(build, (CellTests.SourceFile, await File.ReadAllTextAsync(CellTests.SourceFile)));
        // With the permissions of a class folder.
        besides = Directory.CreateTempSubdirectory("kata-test-").FullName;
        await File.WriteAllTextAsync(Path.Combine(besides, "secret"), "another's program");
        others = await host.Open(new() { Service = Service.Echo });
        another = Staged();
    }

    /// <summary>The id of a program of another submission, which runs. On a busy machine the tests take longer than a program may
    /// run.</summary>
    private async Task<int> Neighbour()
    {
        if (neighbour is { HasExited: true })
        {
            await neighbour.DisposeAsync();
            neighbour = null;
        }

        if (neighbour is null)
        {
            neighbour = another.Start("Escapes", ["sleeps"], new() { Deadline = 2 * Patience, Place = new(null, []) });
            await Until(() => neighbour.ProcessorTime is { } time && time > TimeSpan.Zero);
        }

        return Leftovers.Running([another.Mark]).Single();
    }

    [OneTimeTearDown]
    public async Task RemoveCell()
    {
        if (build is null)
            return;

        if (neighbour is not null)
            await neighbour.DisposeAsync();
        another.Dispose();
        await others.DisposeAsync();
        await host.DisposeAsync();
        await cell.DisposeAsync();
        Directory.Delete(build, recursive: true);
        Directory.Delete(besides, recursive: true);
    }

    [TestCaseSource(typeof(CellTests), nameof(CellTests.Attempts))]
    public async Task It_does_not_get_out(string attempt)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Ignore("The attempts are written for x64.");
        if (NotPromised.TryGetValue(attempt, out var why) || (!withLandlock && ByLandlock.TryGetValue(attempt, out why)))
            Assert.Ignore($"A lesser cell does not promise this: {why}.");

        var run = await Run(attempt);

        Assert.That((run.End, run.Output), Is.EqualTo((new RunEnd.Exited(0), "held\n")), run.ErrorOutput);
    }

    [Test]
    public void What_is_not_promised_is_in_the_battery() =>
        Assert.That(NotPromised.Keys.Concat(ByLandlock.Keys).Except(CellTests.Attempts()), Is.Empty);

    [TestCase("takes memory and keeps it", "it used more than 256 MB of memory, which is all that a program may have here")]
    [TestCase("takes memory", "System.OutOfMemoryException|out of memory")]
    [TestCase("forks without end", "more than 512 processes and threads|more than 256 MB of memory|Exception|signal|exit code")]
    // The system refuses it one; what the runtime makes of that may end it before the next look.
    [TestCase("starts threads without end", "more than 512 processes and threads|OutOfMemoryException|out of memory|signal")]
    [TestCase("fills the check's folder", "no end: it wrote more than 64 MB of files, which is all that a program may have here")]
    [TestCase("makes files without end", "no end: it made more than 2000 files, which is all that a program may have here")]
    [TestCase("writes without end", "no end: it wrote more than 2,097,152 bytes to its output and was killed")]
    [TestCase("writes a large file", "System.IO.IOException|signal 25")]
    [TestCase("kills itself", "SIGKILL")]
    public async Task What_it_takes_too_much_of_ends_it(string attempt, string end) =>
        Assert.That($"{(await Run(attempt)).End}", Does.Match(end));

    [TestCase("loops")]
    [TestCase("closes its outputs and sleeps")]
    [TestCase("ignores every signal and sleeps")]
    [TestCase("stops itself")]
    [TestCase("in a session of its own")]
    public async Task One_that_does_not_end_is_killed_at_its_deadline(string attempt)
    {
        var run = await Run(attempt, TimeSpan.FromSeconds(2));

        Assert.That($"{run.End}", Is.EqualTo($"{new RunEnd.Killed(TimeSpan.FromSeconds(2))}"));
    }

    [TestCase("leaves a child")]
    [TestCase("leaves a child in a session of its own")]
    public async Task What_it_leaves_behind_is_noted_and_is_gone(string attempt) =>
        Assert.That((await Run(attempt)).End, Is.EqualTo(new RunEnd.Exited(0) { LeftBehind = true }));

    /// <summary>And the end of one is not the end of the others, which are of the same program.</summary>
    [Test]
    public async Task Each_run_has_a_user_of_its_own()
    {
        using var staged = Staged();
        await using var first = staged.Start("Escapes", ["sleeps"], new() { Deadline = Patience, Place = new(null, []) });
        await Until(() => first.ProcessorTime is { } time && time > TimeSpan.Zero);
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            staged.Run("Escapes", ["says its ids"], new() { Deadline = Patience, Place = new(null, []) })));
        var users = runs.Select(run => run.Output.Split(' ')[^1].Trim()).ToList();

        Assert.That(users, Is.Unique.And.None.EqualTo("0"), runs[0].ErrorOutput);
        Assert.That(users.SelectMany(user => CellUsers.ProcessesOf(uint.Parse(user))), Is.Empty);
        Assert.That(first.HasExited, Is.False);
    }

    [Test]
    public async Task No_thread_of_ours_ever_has_another_user()
    {
        using var staged = Staged();
        var runs = Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            staged.Run("Escapes", ["says its ids"], new() { Deadline = Patience, Place = new(null, []) })));
        var seen = new HashSet<long>();
        for (var one = false; !one; one = runs.IsCompleted)
        {
            seen.UnionWith(Directory.EnumerateDirectories("/proc/self/task")
                .Select(thread => CellProcesses.Number(int.Parse(Path.GetFileName(thread)), "status", "Uid")));
        }

        Assert.That((await runs).Select(run => run.End), Is.All.EqualTo(new RunEnd.Exited(0)));
        Assert.That(seen, Is.EqualTo(new[] { 0 }));
    }

    /// <summary>No groups, no rights, none by a program that it starts, and it ends first where the machine has no memory left.</summary>
    [Test]
    public async Task A_program_has_no_rights() =>
        Assert.That((await Run("says its rights")).Output.Trim(), Is.EqualTo("0000000000000000 1 1000"));

    [Test]
    public async Task Processes_that_are_others_at_each_look_are_gone()
    {
        var run = await Run("leaves a chain of processes");

        Assert.That(run.End, Is.InstanceOf<RunEnd.Exited>(), run.ErrorOutput);
        // One look may miss them.
        for (var look = 0; look < 50; look++)
            Assert.That(CellUsers.ProcessesOf(uint.Parse(run.Output)), Is.Empty);
    }

    [Test]
    public async Task A_program_cannot_say_that_its_cell_was_not_made() =>
        Assert.That((await Run("calls itself sh and fails")).End, Is.EqualTo(new RunEnd.Exited(1)));

    [Test]
    public async Task Files_that_only_we_may_read_are_opened_to_it()
    {
        using var staged = Staged();
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(staged.NewRunFolder()))!;
        foreach (var file in Directory.EnumerateFiles(folder))
            CellFiles.Permit(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var run = await staged.Run("Escapes", ["says its ids"], new() { Deadline = Patience, Place = new(null, []) });

        Assert.That(run.End, Is.EqualTo(new RunEnd.Exited(0)), run.ErrorOutput);
    }

    [Test]
    public async Task Runs_of_a_check_share_its_folder()
    {
        var folder = TemporaryFolder.Create().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "by the program"), "by the check");
        CellFiles.Permit(Path.Combine(folder, "by the program"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var staged = Staged();
        foreach (var attempt in (string[])["writes to its check's folder", "writes to its check's folder"])
        {
            var run = await staged.Run("Escapes", [attempt, $"checks={folder}"],
                new() { Deadline = Patience, Folder = folder, Place = new(null, [folder]) });

            Assert.That(run.Output, Is.EqualTo("held\n"), run.ErrorOutput);
        }

        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "by the program")), Is.EqualTo("word"));
        TemporaryFolder.Remove(folder);
    }

    [Test]
    public async Task Ctrl_C_reaches_the_program()
    {
        using var staged = Staged();
        await using var program = staged.Start("Escapes", ["sleeps"], new() { Deadline = Patience, Place = new(null, []) });
        await Until(() => program.ProcessorTime is { } time && time > TimeSpan.Zero);

        program.Interrupt();

        Assert.That((await program.Ended()).End,
            Is.InstanceOf<RunEnd.Crashed>().With.Property(nameof(RunEnd.Crashed.Signal)).EqualTo(Signals.Interrupt));
    }

    private ProgramFolder Staged() => ProgramFolder.Stage(Path.Combine(build, "Programs.dll"), null, cell);

    private static async Task Until(Func<bool> holds)
    {
        for (var deadline = DateTime.UtcNow + Patience; !holds() && DateTime.UtcNow < deadline;)
            await Task.Delay(5); // Nothing tells when the runtime in the process has come so far.
    }

    private async Task<Run> Run(string attempt, TimeSpan? deadline = null)
    {
        using var staged = Staged();
        var folder = TemporaryFolder.Create().FullName;
        await using var own = await host.Open(new() { Service = Service.Echo, Address = "127.7.7.7" });
        string[] words =
        [
            attempt,
            $"repository={Repository.Root}",
            $"folder={besides}",
            $"file={Path.Combine(besides, "secret")}",
            $"harness={Environment.ProcessId}",
            $"other={await Neighbour()}",
            $"control={host.ControlPort}",
            $"otherHost={others.Host}",
            $"otherPort={others.Port}",
            $"ownHost={own.Host}",
            $"ownPort={own.Port}",
            $"name=none",
            $"checks={folder}",
        ];
        try
        {
            return await staged.Run("Escapes", words, new() { Deadline = deadline ?? Patience, Place = new(null, [folder]) });
        }
        finally
        {
            TemporaryFolder.Remove(folder);
        }
    }
}
