using System.Diagnostics;
using Kata.Checking.Clients;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Programs;
using Kata.Results;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Commands;

/// <summary>The command as a process: what it leaves, what it says when it is used wrongly.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KataProcessTests : IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("kata-test-");
    private readonly string programs;
    private readonly string temporary;
    private string path = Environment.GetEnvironmentVariable("PATH") ?? "";
    private string servers = "process";
    private readonly Dictionary<string, string> environment = [];
    private string? engine;

    public KataProcessTests()
    {
        programs = scratch.CreateSubdirectory("programs").FullName;
        temporary = scratch.CreateSubdirectory("tmp").FullName;
        foreach (var step in Step.All)
            File.Copy(Path.Combine(Repository.Root, "exercises", step.FileName), Path.Combine(programs, step.FileName));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Ctrl_C_ends_watch_and_leaves_nothing()
    {
        File.Copy(
            Path.Combine(Repository.Root, "solutions", Step.Of(1).FileName),
            Path.Combine(programs, Step.Of(1).FileName),
            overwrite: true);
        using var watch = Start("watch", "1", "--json", "--programs", programs);
        // The next step begins when the first has its verdict, which it cannot have on a machine that is too busy.
        await Until(watch, "\"verdict\",\"step\":2", "\"verdict\",\"step\":1,\"status\":\"unknown\"");
        var (refusedCode, _, refused) = await Run("watch", "1", "--programs", programs);

        Signals.Send(watch.Id, Signals.Interrupt);
        await watch.WaitForExitAsync().WaitAsync(Waiting.Deadline);

        Assert.That(watch.ExitCode, Is.Zero, await watch.StandardError.ReadToEndAsync());
        Assert.That((refusedCode, refused.Split('\n').Length), Is.EqualTo((2, 2)), refused);
        Assert.That(refused, Does.StartWith("kata: kata watch runs for "));
        Assert.That(Directory.GetFileSystemEntries(temporary).Select(Path.GetFileName), Is.Empty);
        Assert.That(Path.Combine(programs, "obj", "kata", "watch.lock"), Does.Not.Exist);
    }

    [Test]
    [Platform("Linux")]
    public async Task Programs_hear_Ctrl_C_although_kata_was_started_where_it_is_ignored()
    {
        using var check = Start(
            new ProcessStartInfo(
                "sh",
                ["-c", "trap '' INT; exec \"$@\"", "sh", ServerProgram.DotNet, Command, "check", "10", "--programs", "solutions"]));
        var output = await Task.WhenAll(check.StandardOutput.ReadToEndAsync(), check.StandardError.ReadToEndAsync())
            .WaitAsync(Waiting.Deadline);
        await check.WaitForExitAsync();

        Assert.That(check.ExitCode, Is.Zero, string.Concat(output));
    }

    [TestCase("check", "99")]
    [TestCase("check", "1", "--programs", "/no/such/folder")]
    [TestCase("check", "1", "--programs", "/")]
    [TestCase("watch", "none")]
    [TestCase("--programs", "/no/such/folder")]
    [TestCase("nonsense")]
    [TestCase("watch", "1", "--nonsense")]
    [TestCase("hint")]
    [TestCase("hint", "1", "2")]
    [TestCase("compare", "1", "--seed", "one")]
    [TestCase("compare", "1", "--with", "/no/such/folder")]
    [TestCase("show", "1", "--hex", "none")]
    [TestCase("reset", "Step99")]
    [TestCase("report", "--output", "/")]
    [TestCase("servers", "--http", "0")]
    [TestCase("lint", "5")]
    [TestCase("stubs", "99")]
    [TestCase("doctor", "--programs", "/no/such/folder")]
    public async Task Wrong_use_gets_one_line_and_2(params string[] arguments)
    {
        var (code, output, error) = await Run(arguments);

        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Match(@"^kata: [^\n]+\r?\n$"));
    }

    [Test]
    public async Task Check_fails_with_1_and_tells_where_the_error_is()
    {
        File.AppendAllText(Path.Combine(programs, Step.Of(1).FileName), "oh");

        var (code, output, error) = await Run("check", "1", "2", "--programs", programs);

        Assert.That(code, Is.EqualTo(1), output + error);
        Assert.That(
            output,
            Does.Match(@"Step01_CreatingSockets\.cs:\d+: CS\d+: ")
                .And.Contain("  ✗ 01  Creating sockets                   does not compile"));
        Assert.That(output, Does.Contain("  · 02  "));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_report_is_opened_or_it_is_told_where_it_is([Values] bool opens)
    {
        // Stands in for the desktop's.
        var opener = Path.Combine(scratch.FullName, "xdg-open");
        Script.Write(opener, $"#!/bin/sh\necho noise\necho \"$1\" > {scratch.FullName}/opened\nexit {(opens ? 0 : 3)}\n");
        path = $"{scratch.FullName}:{Environment.GetEnvironmentVariable("PATH")}";

        var (code, output, error) = await Run("report", "1", "--open", "--programs", programs);
        var report = Path.Combine(programs, "TestResults", "report.html");

        Assert.That(await File.ReadAllTextAsync(Path.Combine(scratch.FullName, "opened")), Is.EqualTo($"{report}\n"));
        Assert.That(output, Does.Not.Contain("noise"));
        Assert.That(
            (code, error),
            Is.EqualTo(opens ? (0, "") : (2, $"kata: The report is written, but nothing here opens it: open {report} in a browser\n")));
    }

    [Test]
    public async Task A_command_that_has_to_be_built_first_says_so_by_its_exit_code()
    {
        environment["KATA_BUILT"] = Path.Combine(scratch.FullName, "absent");

        Assert.That(await Run("check", "1", "--programs", programs), Is.EqualTo((75, "", "")));
    }

    [Test]
    [Platform("Linux")]
    public async Task What_a_command_starts_is_not_asked_whether_it_has_to_be_built()
    {
        // Stands in for any process that it starts.
        var opener = Path.Combine(scratch.FullName, "xdg-open");
        Script.Write(opener, $"#!/bin/sh\necho \"[$KATA_BUILT]\" > {scratch.FullName}/opened\n");
        path = $"{scratch.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        var built = Path.Combine(scratch.FullName, "built");
        await File.WriteAllTextAsync(built, "");
        environment["KATA_BUILT"] = built;

        var (code, _, error) = await Run("report", "1", "--open", "--programs", programs);

        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(scratch.FullName, "opened")), Is.EqualTo("[]\n"));
    }

    [TestCase("watch", "1", "--json")]
    [TestCase("servers", "--json")]
    [Platform(Exclude = "Win")]
    public async Task What_runs_until_it_is_ended_ends_when_nobody_reads_it_any_more(params string[] arguments)
    {
        var ports = FreePorts.Take(3);
        using var command = Start([
            .. arguments, .. arguments[0] == "watch"
                ? (string[])["--programs", programs]
                : ["--http", $"{ports[0]}", "--echo", $"{ports[1]}", "--time", $"{ports[2]}"],
        ]);
        if (arguments[0] == "watch")
            await Until(command, "\"checking\"");
        command.StandardOutput.Close();

        await command.WaitForExitAsync().WaitAsync(Waiting.Deadline);
        Assert.That((command.ExitCode, await command.StandardError.ReadToEndAsync()), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task A_temporary_folder_that_is_not_there_is_told_in_one_line()
    {
        Directory.Delete(temporary);

        var (code, _, error) = await Run("check", "1", "--programs", programs);

        Assert.That(
            (code, error),
            Is.EqualTo(
                (
                    2,
                    $"kata: There is no temporary folder {Path.TrimEndingDirectorySeparator(temporary)}/: set TMPDIR to a folder where you may write\n"
                )));
    }

    [Test]
    public async Task Containers_that_cannot_be_had_are_told_in_one_line([Values("check", "watch", "servers")] string command)
    {
        servers = "container";
        engine = "unix:///no/such/engine.sock";

        var (code, _, error) = await Run([command, .. command == "servers" ? Array.Empty<string>() : ["1", "--programs", programs]]);

        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(error, Does.Match(@"^kata: KATA_SERVERS=container, and there can be no containers: [^\n]+\r?\n$"));
    }

    [Test]
    [Platform("Linux")]
    public async Task What_is_no_file_is_told_in_one_line_and_not_waited_for(
        [Values("Helper.cs", "Step01_CreatingSockets.cs")] string name,
        [Values] bool pipe)
    {
        var path = Path.Combine(programs, name);
        File.Delete(path);
        if (pipe)
            using (var made = Process.Start("mkfifo", [path]))
                await made.WaitForExitAsync();
        else
            File.CreateSymbolicLink(path, "/dev/zero");

        var (code, _, error) = await Run("check", "1", "--programs", programs);

        Assert.That(
            (code, error),
            Is.EqualTo((2, $"kata: {path} is a pipe, a device or the like, and no file that holds a program: remove it\n")));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_second_Ctrl_C_ends_it_without_a_word()
    {
        using var watch = Start("watch", "1", "--json", "--programs", programs);
        await Until(watch, "\"checking\"");

        Signals.Send(watch.Id, Signals.Interrupt);
        Signals.Send(watch.Id, Signals.Interrupt);
        await watch.WaitForExitAsync().WaitAsync(Waiting.Deadline);

        Assert.That(await watch.StandardError.ReadToEndAsync(), Is.Empty);
        Assert.That(watch.ExitCode, Is.AnyOf(0, 130));
    }

    [TestCase("1", 1)]
    [TestCase("", 0)]
    public async Task Strict_fails_what_is_not_started(string strict, int expected)
    {
        environment["KATA_STRICT"] = strict;

        foreach (var command in (string[])["check", "report"])
        {
            var (code, output, error) = await Run(command, "1", "--programs", programs);
            Assert.That(code, Is.EqualTo(expected), output + error);
        }
    }

    [Test]
    public async Task A_step_that_is_not_started_promises_no_ladder()
    {
        var (code, output, error) = await Run("check", "4", "--programs", programs);
        Assert.That(code, Is.Zero, output + error);

        var shown = await Run("show", "4", "--programs", programs);

        Assert.That(shown.Output, Does.Contain("Sending and receiving").And.Not.Contain("ladder"), shown.Error);
    }

    // What a second Ctrl-C has left may still write there.
    public void Dispose() => TemporaryFolder.Remove(scratch.FullName);

    private static async Task Until(Process process, params string[] texts)
    {
        using var late = new CancellationTokenSource(Waiting.Deadline);
        while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            if (texts.Any(text => line.Contains(text, StringComparison.Ordinal)))
                return;
        }

        Assert.Fail($"It ended without {texts[0]}: {await process.StandardError.ReadToEndAsync(late.Token)}");
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync())
            .WaitAsync(Waiting.Deadline);
        await process.WaitForExitAsync();
        return (process.ExitCode, texts[0], texts[1]);
    }

    private static string Command => KataProcess.Assembly;

    private Process Start(params string[] arguments) => Start(new ProcessStartInfo(ServerProgram.DotNet, [Command, .. arguments]));

    private Process Start(ProcessStartInfo start)
    {
        start.WorkingDirectory = Repository.Root;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["KATA_SERVERS"] = servers;
        start.Environment["PATH"] = path;
        if (engine is not null)
            start.Environment["DOCKER_HOST"] = engine;
        start.Environment["TMPDIR"] = temporary;
        // Else the runtime makes files in the temporary folder, and a server program that outlives a second Ctrl-C by a moment
        // may make its own while the folder is removed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
