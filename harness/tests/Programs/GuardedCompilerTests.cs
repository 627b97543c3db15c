using Kata.Machine;
using Kata.Programs.Compiling;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>A text that brings the compiler down, or keeps it busy, does so to its own program and to no other.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GuardedCompilerTests : IDisposable
{
    private const string Negations = "negations";
    private const int Deep = 20_000;

    private static readonly string Programs = Path.Combine(Repository.Root, "exercises");
    private static readonly string Right = File.ReadAllText(Path.Combine(Repository.Root, "solutions", Step.Of(1).FileName));

    private static readonly Dictionary<string, string> Hostile = new()
    {
        [Negations] = $"static class X {{ static bool F() => {Many("!", Deep)}true; }}",
        ["types in types"] = $"static class X {{ static {Many("List<", Deep)}int{Many(">", Deep)}? f; }}",
        ["classes in classes"] = $"{Many("class N {", Deep)}{Many("}", Deep)}",
        ["conditions"] = $"static class X {{ static int F(bool a) => {Many("a ? 1 : ", Deep)}1; }}",
        ["blocks"] = $"static class X {{ static void F() {Many("{", Deep)}{Many("}", Deep)} }}",
    };

    /// <summary>Each of two overloads is tried for each of two overloads, and so on.</summary>
    private static readonly string Endless =
        "static class X { static int T(Func<int, int> f) => 0; static string T(Func<int, string> f) => \"\"; static void F() { "
            + $"{string.Concat(Enumerable.Range(0, 30).Select(i => $"T(b{i} => "))}1{Many(")", 30)}; }} }}";

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static IEnumerable<string> Kinds() => Hostile.Keys;

    [TestCaseSource(nameof(Kinds))]
    public async Task What_is_nested_too_deeply_is_an_error_of_its_own_program(string kind)
    {
        await using var compiler = new GuardedCompiler(Programs, inGroup: false);
        var beside = Task.WhenAll(Compile(compiler, ""), Compile(compiler, Hostile[kind]), Compile(compiler, "// beside"));

        var programs = await beside;
        var findings = await programs[1].Findings;

        Assert.That(findings.Where(finding => finding.Level == "error").Select(finding => finding.Message),
            Is.Empty.Or.Some.Contains("nested too deeply").Or.Some.Contains("too long or complex").Or.Some.Contains("gave up"));
        foreach (var right in (CompiledProgram[])[programs[0], programs[2]])
        {
            Assert.That(right.Assembly, Does.Exist);
            Assert.That((await right.Findings).Where(finding => finding.Level == "error"), Is.Empty);
        }
    }

    [Test]
    public async Task A_stack_that_overflows_is_said_in_a_sentence()
    {
        await using var compiler = new GuardedCompiler(Programs, inGroup: false);

        var program = await Compile(compiler, Hostile[Negations]);

        Assert.That(
            (program.Assembly, program.Compiler.Single().InOneLine("exercises")),
            Is.EqualTo((
                (string?)null,
                "exercises/Step01_CreatingSockets.cs:1: CS8078: this does not compile here: the compiler gave up, because something in it "
                    + "is nested too deeply")));
    }

    [Test]
    public async Task What_takes_too_long_is_said_in_a_sentence()
    {
        // Enough for a right program, even if it pays the start of a new compiler with cold caches.
        await using var compiler = new GuardedCompiler(Programs, inGroup: false, new() { Time = TimeSpan.FromSeconds(15) });

        var program = await Compile(compiler, Endless);
        var next = await Compile(compiler, "");

        Assert.That(program.Compiler.Single().Message,
            Is.EqualTo("this does not compile here: it takes more than 15 s, which is all that a program may take"));
        Assert.That(next.Assembly, Does.Exist);
    }

    [Test]
    public async Task While_one_takes_long_the_others_go_on()
    {
        await using var compiler = new GuardedCompiler(Programs, inGroup: false, new() { Long = TimeSpan.FromMilliseconds(100) });
        var slow = Compile(compiler, Endless);

        var next = await Compile(compiler, "");

        Assert.That(next.Assembly, Does.Exist);
        Assert.That(slow.IsCompleted, Is.False);
        await compiler.DisposeAsync();
        Assert.That(async () => await slow, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Where_the_compiler_was_stopped_too_often_the_rest_is_not_compiled()
    {
        await using var compiler = new GuardedCompiler(Programs, inGroup: false);
        var budget = new CompileBudget();
        foreach (var step in Step.All.Take(1..CompileBudget.Most))
            budget.Note(step);

        var last = await Compile(compiler, Hostile[Negations], budget);
        var rest = await Compile(compiler, "", budget);
        var another = await Compile(compiler, "", new());

        Assert.That(last.Compiler.Single().Message, Does.Contain("does not compile here"));
        Assert.That((rest.Assembly, rest.Compiler.Single().Rule), Is.EqualTo(((string?)null, CompileBudget.Rule)));
        Assert.That(rest.Compiler.Single().Message,
            Does.StartWith("this is not compiled: the compiler had to be stopped at 3 other programs"));
        Assert.That(another.Assembly, Does.Exist);
    }

    [Test]
    public async Task A_program_counts_once_however_often_the_compiler_is_stopped_at_it()
    {
        await using var compiler = new GuardedCompiler(Programs, inGroup: false);
        var budget = new CompileBudget();
        budget.Note(Step.Of(2));

        // Alone, and then with another step's file.
        var program = await compiler.Compile(
            Sources(Hostile[Negations]), [(Path.Combine(Programs, Step.Of(3).FileName), "")], folder, CancellationToken.None, budget);
        await program.Findings;

        Assert.That(program.Compiler.Single().Message, Does.Contain("does not compile here"));
        Assert.That(budget.IsSpent, Is.False);
        budget.Note(Step.Of(3));
        Assert.That(budget.IsSpent, Is.True);
    }

    [Test]
    public async Task Socket_warnings_in_files_of_other_steps_that_it_uses_are_its_own()
    {
        await using var compiler = new GuardedCompiler(Programs, inGroup: false);
        (string, string) Other(int step, string name) => (Path.Combine(Programs, Step.Of(step).FileName), $$"""
            // <auto-generated/>
            #pragma warning disable
            static class {{name}} { public static void F(System.Net.Sockets.Socket s) => s.Receive(new byte[9]); }
            """);

        var program = await compiler.Compile(
            Sources("static class Y { static void F(System.Net.Sockets.Socket s) => Used.F(s); }"),
            [Other(2, "Used"), Other(3, "Unused")],
            folder,
            CancellationToken.None);

        Assert.That((await program.Findings).Where(finding => finding.IsSocketWarning).Select(finding => finding.File).Distinct(),
            Is.EqualTo(new[] { Step.Of(2).FileName }));
    }

    [Test]
    public async Task What_takes_too_much_memory_is_said_in_a_sentence()
    {
        await using var compiler = new GuardedCompiler(Programs, inGroup: true, new() { Memory = 256L << 20 });

        // Each constant is twice as long as the one before.
        var program = await Compile(
            compiler,
            $"static class X {{ const string A0 = \"{Many("x", 64)}\"; "
                + $"{string.Concat(Enumerable.Range(0, 24).Select(i => $"const string A{i + 1} = A{i} + A{i}; "))}"
                + "public static string F() => A24; public static string G() => A23; }");
        var next = await Compile(compiler, "");

        Assert.That(program.Compiler.Single().Message,
            Is.EqualTo("this does not compile here: it takes more than 256 MB of memory, which is all that a program may take"));
        Assert.That(next.Assembly, Does.Exist);
    }

    [Test]
    public async Task A_compiler_that_somebody_kills_is_replaced()
    {
        // Not put aside, however long it takes here: it is the one to kill.
        var limits = CompileLimits.Usual with { Long = Timeout.InfiniteTimeSpan };
        await using var compiler = new GuardedCompiler(Programs, inGroup: false, limits);
        await (await Compile(compiler, "")).Findings;
        var first = compiler.ProcessId!.Value;
        Signals.Send(first, Signals.Kill);

        var program = await Compile(compiler, "// again");

        Assert.That(program.Assembly, Does.Exist);
        Assert.That((await program.Findings).Where(finding => finding.Level == "error"), Is.Empty);
    }

    [Test]
    public async Task Compiler_and_rules_say_the_same_as_in_this_process()
    {
        var text = "static class Y { static void F(System.Net.Sockets.Socket s) { int unused; s.Receive(new byte[9]); } }";
        await using var compiler = new GuardedCompiler(Programs, inGroup: false);

        var there = await Compile(compiler, text);
        var here = CompiledProgram.Of(Sources(text), Programs, folder, CancellationToken.None);

        Assert.That(there.Compiler, Is.EqualTo(here.Compiler));
        Assert.That(await there.Findings, Is.EqualTo(await here.Findings).And.Some.Property(nameof(CompilerFinding.IsSocketWarning)).True);
    }

    [Test]
    public async Task Its_own_errors_are_told_and_not_what_another_step_does_to_the_compiler()
    {
        await using var compiler = new GuardedCompiler(Programs, inGroup: false);

        var program = await compiler.Compile(
            Sources("static class Y { static int F() => Missing.One; }"),
            [(Path.Combine(Programs, Step.Of(2).FileName), Hostile[Negations])],
            folder,
            CancellationToken.None);

        Assert.That(program.Compiler.Single(finding => finding.Level == "error").Rule, Is.EqualTo("CS0103"));
    }

    [TestCase("namespace Kata.Support { static partial class Entry; }")]
    [TestCase("static class Marshal;")]
    [TestCase("namespace Kata.Support.Marshal { class None; }")]
    public async Task An_error_that_it_makes_in_what_every_program_has_is_told(string text)
    {
        await using var compiler = new GuardedCompiler(Programs, inGroup: false);

        var program = await Compile(compiler, text);

        var errors = (await program.Findings).Where(finding => finding.Level == "error").ToList();
        Assert.That((program.Assembly, errors.Select(error => error.File)), Is.EqualTo(((string?)null, new[] { Step.Of(1).FileName })));
        Assert.That(errors.Single().Message, Does.Contain("which is compiled into every program"));
    }

    [Test]
    public void Texts_that_are_none_arrive_as_they_are()
    {
        var text = "a\ud800b\0\u2028\n";

        var read = CompileRequest.Read(new CompileRequest(7, new(Step.Of(1), [("a", text)]), [("b", "")], "c", "d").Write());

        Assert.That(read.Sources.Files.Single().Text, Is.EqualTo(text));
    }

    private static string Many(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static ProgramSources Sources(string more) =>
        new(Step.Of(1), [(Path.Combine(Programs, Step.Of(1).FileName), $"{Right}\n{more}\n")]);

    private Task<CompiledProgram> Compile(GuardedCompiler compiler, string more, CompileBudget? budget = null)
    {
        var into = Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName;
        return compiler.Compile(Sources(more), [], into, CancellationToken.None, budget);
    }
}
