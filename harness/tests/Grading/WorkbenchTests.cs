using System.Text.Json;
using Kata.Grading;
using Kata.Programs;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Grading;

/// <summary>The engine of the commands finds out what <c>dotnet test</c> does.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WorkbenchTests : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
    private readonly Workbench bench;

    public WorkbenchTests() => bench = Workbench.Open(folder, "process");

    [Test]
    public async Task The_grade_and_the_findings_are_those_of_dotnet_test()
    {
        // Solved; solved with a mistake that the rules see and one that the checks do; with blanks; and one that is not there.
        Put(1, Solution(1));
        Put(3, Solution(3));
        Put(4, Solution(4).Replace("int count = socket.Receive(buffer);", "int count = buffer.Length; socket.Receive(buffer);"));
        Put(5, Solution(5).Replace("\"GET", "\"GTE"));
        Put(6, Exercise(6));
        Put(9, Exercise(9));
        // A copy is nobody's program.
        Directory.CreateDirectory(Path.Combine(folder, "old"));
        File.Copy(Path.Combine(folder, Step.Of(1).FileName), Path.Combine(folder, "old", Step.Of(1).FileName));
        DotnetTest.MakeProject(folder);
        File.Copy(Path.Combine(Repository.Root, ".editorconfig"), Path.Combine(folder, ".editorconfig"));

        Step[] steps = [.. new[] { 1, 2, 3, 4, 5, 6, 9 }.Select(Step.Of)];
        var (_, tested) = await DotnetTest.Grade(folder, string.Join('|', steps.Select(step => $"TestCategory={step.Category}")));
        var outcomes = await bench.Check(steps);

        var expected = tested.RootElement.GetProperty("checks").EnumerateArray()
            .Select(check => (Id: check.GetProperty("id").GetString(), Status: check.GetProperty("status").GetString(), Message: check.GetProperty("message").GetString()))
            .ToList();
        var got = outcomes.SelectMany(outcome => outcome.Checks).Select(check => (Id: (string?)check.Id, Status: (string?)CamelCase(check.Status), check.Message)).ToList();
        Assert.That(got.Select(check => (check.Id, check.Status)), Is.EqualTo(expected.Select(check => (check.Id, check.Status))));
        // Ladders have times, and requests random names; what has neither is the same to the letter.
        Assert.That(Comparable(got), Is.EqualTo(Comparable(expected)));
        Assert.That(Comparable(got), Has.Count.GreaterThan(30));

        var log = CompilerFindings.Read(Path.Combine(folder, "obj", "programs.sarif")).Where(IsOurs).OrderBy(finding => (finding.File, finding.Line));
        Assert.That(outcomes.SelectMany(outcome => outcome.Findings).Where(IsOurs), Is.EquivalentTo(log).Using<CompilerFinding>(Same));

        static List<(string?, string?)> Comparable(IEnumerable<(string? Id, string? Status, string? Message)> checks) =>
            [.. checks.Where(check => check.Status == "notStarted" || check.Id!.EndsWith("NoSocketWarnings", StringComparison.Ordinal)).Select(check => (check.Id, Here(check.Message)))];
    }

    [Test]
    public async Task All_solutions_pass()
    {
        await using var solutions = Workbench.Open(Path.Combine(Repository.Root, "solutions"), "process");

        var outcomes = await solutions.Check(Step.All);

        Assert.That(outcomes.Select(outcome => outcome.Step), Is.EqualTo(Step.All));
        Assert.That(outcomes.SelectMany(outcome => outcome.Checks).Where(check => check.Status is not (CheckStatus.Passed or CheckStatus.Skipped)).Select(check => $"{check.Id}\n{check.Message}"), Is.Empty);
        Assert.That(outcomes.Select(outcome => outcome.Checks.Count), Is.All.GreaterThan(5));
    }

    [Test]
    public async Task What_does_not_compile_has_errors_and_no_checks()
    {
        Put(1, Solution(1).Replace("return 0;", "return 0"));

        var outcome = (await bench.Check([Step.Of(1)]))[0];

        Assert.That(outcome.Checks, Is.Empty);
        Assert.That(outcome.Errors.Single().ToString(), Does.Match(@"^Step01_CreatingSockets\.cs:\d+: CS1002: "));
    }

    [Test]
    public async Task A_file_that_is_no_steps_belongs_to_every_program()
    {
        Put(1, Solution(1).Replace("return 0;", "return Shared.Zero;"));
        File.WriteAllText(Path.Combine(folder, "Shared.cs"), "static class Shared { public const int Zero = 0; }");

        Assert.That((await bench.Check([Step.Of(1)]))[0].Checks.Select(check => check.Status), Is.All.EqualTo(CheckStatus.Passed));
    }

    [Test]
    public async Task A_program_may_use_what_is_in_another_steps_file()
    {
        Put(1, Solution(1).Replace("return 0;", "return Shared.Zero;"));
        Put(2, Exercise(2) + "static class Shared { public const int Zero = 0; }");

        Assert.That((await bench.Check([Step.Of(1)]))[0].Checks.Select(check => check.Status), Is.All.EqualTo(CheckStatus.Passed));
    }

    [Test]
    public async Task What_is_found_is_told_before_the_outcome()
    {
        Put(1, Exercise(1));
        IReadOnlyList<CompilerFinding>? found = null;

        var outcome = await bench.Check(Step.Of(1), findings => found = findings);

        Assert.That(found, Is.EqualTo(outcome.Findings));
        Assert.That(found!.Where(finding => finding.IsBlank), Is.Not.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Servers_that_are_gone_are_replaced_and_the_run_is_repeated(bool meanwhile)
    {
        Put(4, Solution(4));
        var first = (ProcessHost)await bench.Host();
        void KillServers()
        {
            using var process = System.Diagnostics.Process.GetProcessById(first.ProcessId);
            process.Kill();
            process.WaitForExit();
        }

        if (!meanwhile)
            KillServers();
        var outcome = await bench.Check(Step.Of(4), meanwhile ? _ => KillServers() : null);

        Assert.That(outcome.Checks.Where(check => check.Status != CheckStatus.Passed).Select(check => check.Message), Is.Empty);
    }

    [Test]
    public async Task Without_servers_nothing_is_judged_and_an_earlier_result_is_kept()
    {
        Put(4, Solution(4));
        var results = new Kata.Reports.LastResults(folder);
        Kata.Commands.CheckCommand.Keep(await bench.Check([Step.Of(4)]), results, DateTimeOffset.Now, "a child process");
        var gone = new Check(Step.Of(4), "It is served", null, 1, 0, typeof(LostServersTests.Orphans).GetMethod(nameof(LostServersTests.Orphans.Served))!);
        using var grader = new Grader(
            new(ProgramCompiler.Compile(Directory.CreateDirectory(Path.Combine(folder, "build")).FullName, (Step.Of(4).FileName, Solution(4))), "programs"),
            Task.FromException<ServerChoice>(new ServerHostException("There are none.")));

        var outcome = new StepOutcome(Step.Of(4), [], [await gone.Run(grader)]);
        var grade = Kata.Commands.CheckCommand.Grade([outcome], new(DateTimeOffset.Now, Filter: Step.Of(4).Category));
        Kata.Commands.CheckCommand.Keep([outcome], results, DateTimeOffset.Now, "a child process");

        Assert.That((outcome.Checks[0].Status, outcome.Checks[0].Message), Is.EqualTo((CheckStatus.NotGraded, "not graded: There are none.")));
        Assert.That((grade.Steps[0].Status, Kata.Commands.CheckCommand.ExitCode(grade)), Is.EqualTo((StepStatus.Unknown, 2)));
        Assert.That(Kata.Reports.GradeReport.Draw(grade), Does.Contain("1 not graded").And.Contain("1 check was not graded, which is no fault of the program's:\n  There are none."));
        Assert.That(results.Load(Step.Of(4))!.Outcome.Checks.Select(check => check.Status), Is.All.EqualTo(CheckStatus.Passed));
    }

    [Test]
    public void The_runtime_is_set_as_a_build_sets_it() => Assert.That(
        JsonDocument.Parse(ProgramCompiler.RuntimeConfiguration).RootElement.ToString().ReplaceLineEndings("\n"),
        Is.EqualTo(File.ReadAllText(Repository.Built("solutions", "net10.0", "Solutions.runtimeconfig.json")).ReplaceLineEndings("\n")));

    public async ValueTask DisposeAsync()
    {
        await bench.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string Solution(int step) => File.ReadAllText(Path.Combine(Repository.Root, "solutions", Step.Of(step).FileName));

    private static string Exercise(int step) => File.ReadAllText(Path.Combine(Repository.Root, "exercises", Step.Of(step).FileName));

    private static bool IsOurs(CompilerFinding finding) => finding.IsBlank || finding.Rule.StartsWith("SOCK", StringComparison.Ordinal) || finding.Rule.StartsWith("CS", StringComparison.Ordinal);

    private static bool Same(CompilerFinding one, CompilerFinding other) => one with { Path = null } == other with { Path = null };

    private static string CamelCase(CheckStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    // The place to look at begins with the folder as it was given.
    private static string? Here(string? message) => message is null ? null : System.Text.RegularExpressions.Regex.Replace(message, @"(?<=code\s+)\S*(?=Step)", "");

    private void Put(int step, string text) => File.WriteAllText(Path.Combine(folder, Step.Of(step).FileName), text);
}
