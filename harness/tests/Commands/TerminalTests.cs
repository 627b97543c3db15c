using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Maintaining.Linting;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Support;
using Kata.Tests.Reports.Html;
using Kata.Workbench;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Commands;

/// <summary>What a student sees at a terminal, with colours and without.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class TerminalTests : IDisposable
{
    private const string Blank = "int port = __; return port; // its number";

    // In the snapshots another name of the same length, so that lines break in the same places.
    private const string Shown = "/srv/kata-programs";
    private static readonly string[] ShownPorts = ["28080", "27007", "23737"];

    private readonly string folder = Path.Combine(
        OperatingSystem.IsLinux() ? "/tmp" : Path.GetTempPath(),
        $"kata-{Random.Shared.Next():x8}");

    public TerminalTests()
    {
        Directory.CreateDirectory(folder);
        foreach (var step in Step.All)
            Put(step, Blank);
    }

    // What a killed command has left may still write there.
    public void Dispose() => TemporaryFolder.Remove(folder);

    [Test]
    public async Task Where_you_stand([Values] bool colour)
    {
        Put(Step.Of(1), "return 0;");
        Put(Step.Of(2), "return 0;");
        Keep(new(Step.Of(1), [], [new("Checks.One", Step.Of(1), "It does what it should", CheckStatus.Passed)]));
        await Verify(0, colour);
    }

    [Test]
    public async Task Check([Values] bool colour)
    {
        Put(Step.Of(1), "return 3");
        await Verify(1, colour, "check", "1", "2");
    }

    [Test]
    public async Task Check_of_a_program_that_does_something_else([Values] bool colour)
    {
        Put(Step.Of(3), "Console.WriteLine(args.Length); return 3;");
        await Verify(1, colour, "check", "3", "2");
    }

    [Test]
    public async Task Hint([Values] bool colour) => await Verify(0, colour, "hint", "1");

    [Test]
    public async Task Show([Values] bool colour)
    {
        Keep(Samples.Mixed[1]);
        await Verify(0, colour, "show", "2");
    }

    [Test]
    public async Task Compare([Values] bool colour)
    {
        // How long things take is part of it, so that only the rest is looked at.
        Put(Step.Of(2), "Console.WriteLine(args.Length); return 3;");
        // The same seed draws the same address. One check opens port 65535 there, which two runs at a time cannot have.
        var seed = colour ? "1" : "2";
        using var command = AtTerminal.Start(colour, "compare", "2", "--seed", seed, "--programs", folder);
        var (code, shown) = await command.End();

        Assert.That(code, Is.EqualTo(1), shown);
        Assert.That(shown, Does.Contain($"Step 02 Finding the port: {Path.GetFileName(folder)} and solutions, on the same endpoints\n")
            .And.Contain(colour ? "\n␛[31m≠␛[0m `http` is port 80 (" : "\n≠ `http` is port 80 (")
            .And.Contain("\n≠ connections           0                                    1\n")
            .And.Contain($"To draw the same again: --seed {seed}"));
        Assert.That(shown.Contains('␛'), Is.EqualTo(colour));
    }

    [Test]
    public async Task Reset([Values] bool colour) => await Verify(0, colour, "reset", "1");

    [Test]
    public async Task Report([Values] bool colour)
    {
        Put(Step.Of(1), "return 3;");
        await Verify(1, colour, "report", "1");
    }

    [Test]
    public async Task Help() => await Snapshot(0, AtTerminal.Start(colour: true, "--help"));

    [Test]
    public async Task Wrong_use([Values] bool colour) => await Verify(2, colour, "check", "99");

    [Test]
    public async Task Servers_until_Ctrl_C()
    {
        var ports = FreePorts.Take(3);
        using var servers = AtTerminal.Start(
            colour: true,
            "servers",
            "--http",
            $"{ports[0]}",
            "--echo",
            $"{ports[1]}",
            "--time",
            $"{ports[2]}");
        // With its last empty line: at a Ctrl-C a terminal throws away what nobody has read yet (termios(3), NOFLSH).
        await servers.Until("Ctrl-C ends them.\r\n\r\n");
        servers.Press("\u0003");
        await Snapshot(0, servers, ports);
    }

    [Test]
    public async Task Watch_and_its_keys([Values] bool colour)
    {
        Put(Step.Of(1), "return 3");
        using var watch = AtTerminal.Start(colour, "watch", "1", "--programs", folder);
        await watch.Until("q quit");
        watch.Press("h");
        await watch.Until("q quit");
        watch.Press("h");
        await watch.Until("q quit");
        watch.Press("l");
        await watch.Until("q quit");
        watch.Press("n");
        await watch.Until("q quit");
        watch.Press("r");
        await watch.Until("q quit");
        watch.Press("q");
        await Snapshot(0, watch);
    }

    [Test]
    public async Task Ctrl_C_ends_watch()
    {
        Put(Step.Of(1), "return 3");
        using var watch = AtTerminal.Start(colour: false, "watch", "1", "--programs", folder);
        await watch.Until("q quit");
        watch.Press("\u0003");

        var (code, shown) = await watch.End();
        Assert.That(code, Is.Zero, shown);
    }

    private async Task Verify(int code, bool colour, params IEnumerable<string> arguments)
    {
        using var command = AtTerminal.Start(colour, [.. arguments, "--programs", folder]);
        await Snapshot(code, command);
    }

    /// <param name="ports">Those that the test chose: in the snapshot they have the numbers of <see cref="shownPorts"/>.</param>
    private async Task Snapshot(int code, AtTerminal command, params int[] ports)
    {
        var (ended, shown) = await command.End();
        var text = shown.Replace(folder, Shown).Replace(Repository.Root, "/home/me/kata");
        text = Address().Replace(text, found => found.Value.Contains('.') ? "127.0.0.1" : "2130706433");
        text = Port().Replace(text, "$1:*****");
        text = PortBehindHost().Replace(text, "$1*****");
        text = Number()
            .Replace(text, number => Array.IndexOf(ports, int.Parse(number.Value)) is >= 0 and var at ? ShownPorts[at] : number.Value);

        await Verifier.Verify(text);
        Assert.That(ended, Is.EqualTo(code));
    }

    private void Keep(StepResult outcome) => new LastResults(folder).Save(
        outcome with { Program = ProgramSources.Read(folder, outcome.Step)!.Hash }, Samples.Here.When, "a child process");

    private void Put(Step step, string body) =>
        File.WriteAllText(
            Path.Combine(folder, step.FileName),
            $"static class {step.Name}\n{{\n    static int Main(string[] args)\n    {{\n        {body}\n    }}\n}}\n");

    /// <summary>A port that the system chose.</summary>
    // The servers' loopback address, which is drawn anew for each endpoint, and the number that it is.
    [GeneratedRegex(@"\b127(\.\d{1,3}){3}\b|\b21[34]\d{7}\b")]
    private static partial Regex Address();

    [GeneratedRegex(@"(127\.0\.0\.1|\[::1\]):[3-6]\d{4}\b")]
    private static partial Regex Port();

    [GeneratedRegex(@"^(  run       \S+ )[3-6]\d{4}\b", RegexOptions.Multiline)]
    private static partial Regex PortBehindHost();

    [GeneratedRegex(@"\b\d{5}\b")]
    private static partial Regex Number();
}
