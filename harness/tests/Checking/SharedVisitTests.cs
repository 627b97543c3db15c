using System.Collections.Concurrent;
using Kata.Checking;
using Kata.Programs;
using Kata.Programs.Compiling;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>A visit that several checks look at is made once, and each tells of it as if it had made it by itself.</summary>
public class SharedVisitTests
{
    private const string Program = """
        static class Step01_CreatingSockets
        {
            static int Main(string[] args)
            {
                using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                socket.Connect(args[0], int.Parse(args[1]));
                BODY
            }
        }
        """;

    [Test]
    public async Task It_is_made_once_for_each_grader()
    {
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var results = await Grade("System.Console.Write(System.Environment.ProcessId); return 0;");

            Assert.That(results.Select(result => result.Status), Is.All.EqualTo(CheckStatus.Failed), Told(results));
            Assert.That(results.Select(result => Got(result, "output: ")).Distinct().Count(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Each_check_that_fails_shows_the_ladder_and_how_the_run_ended()
    {
        var results = await Grade("throw new System.InvalidOperationException(\"enough\");");

        foreach (var result in results)
        {
            Assert.That(result.Message, Does.Contain("InvalidOperationException: enough"));
            Assert.That(result.Message, Does.Contain("connect ──").And.Contain("code      programs/Step01_CreatingSockets.cs"));
        }
    }

    [Test]
    public async Task A_blank_leaves_every_check_not_started()
    {
        var results = await Grade("return __;");

        Assert.That(results.Select(result => result.Status), Is.All.EqualTo(CheckStatus.NotStarted), Told(results));
        Assert.That(results.Select(result => result.Message), Is.All.Contains("`__` at Step01_CreatingSockets.cs:7"));
    }

    [Test]
    public async Task A_visit_that_fails_fails_every_check_alike()
    {
        var results = await Grade("return 0;", nameof(Sides.Impatient), nameof(Sides.ImpatientToo));

        foreach (var result in results)
        {
            Assert.That(result.Status, Is.EqualTo(CheckStatus.Failed), result.Message);
            Assert.That(result.Message, Does.Contain("a greeting").And.Contain("connect ──"));
        }
    }

    /// <summary>Or three failures alike would be one disturbed visit that was seen three times.</summary>
    [Test]
    public async Task No_check_judges_the_same_visit_at_two_attempts()
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            var assembly = ProgramCompiler.Compile(folder, ("Step01_CreatingSockets.cs", Program.Replace("BODY", "return 0;")));
            using var grader = new Grader(new(assembly, "programs"), Graded.Servers);

            var (early, late) = (await Attempts(grader), await Attempts(grader));

            Assert.That(early, Is.Unique);
            Assert.That(late, Is.Unique);
            Assert.That(late[0], Is.SameAs(early[^1]), "what another check has made is shared");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static async Task<IReadOnlyList<object>> Attempts(Grader grader)
        {
            var (judged, visits) = (new ConcurrentDictionary<SharedVisit, int>(), new List<object>());
            foreach (var attempt in Enumerable.Range(0, 3))
            {
                await using var scene = new Scene(grader, Step.Of(1), attempt, judged);
                visits.Add(await scene.Share("one", () => Task.FromResult(new object())));
            }

            return visits;
        }
    }

    private static string Told(IEnumerable<CheckResult> results) => string.Join('\n', results.Select(result => result.Message));

    private static string Got(CheckResult result, string label) =>
        result.Message!.Split('\n').Last(line => line.Contains(label, StringComparison.Ordinal));

    private static Task<IReadOnlyList<CheckResult>> Grade(string body) => Grade(body, nameof(Sides.One), nameof(Sides.Other));

    private static async Task<IReadOnlyList<CheckResult>> Grade(string body, params string[] checks)
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            var assembly = ProgramCompiler.Compile(folder, ("Step01_CreatingSockets.cs", Program.Replace("BODY", body)));
            using var grader = new Grader(new(assembly, "programs") { InDoubt = Doubt.Fails }, Graded.Servers);
            return await Task.WhenAll(checks.Select(name => Task.Run(() =>
                new Check(Step.Of(1), name, null, 1, 0, typeof(Sides).GetMethod(name)!).Run(grader))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Checks that nobody can pass.</summary>
    public class Sides : Checks
    {
        public async Task One() => Assert.That((await Seen()).Run, Exited.With(99).AndOutput("one"));

        public async Task Other() => Assert.That((await Seen()).Run, Exited.With(99).AndOutput("other"));

        public Task Impatient() => Greeted();

        public Task ImpatientToo() => Greeted();

        private Task<Visit> Seen() => Shared(async () => await Visit(await Http()));

        private Task<Visit> Greeted() => Shared(async () =>
        {
            var http = await Http();
            var run = await RunProgram(http.Host, http.Port);
            Require(false, "a greeting", "none");
            return new Visit(run, await http.Close());
        });
    }
}
