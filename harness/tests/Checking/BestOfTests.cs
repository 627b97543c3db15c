using Kata.Checking;
using Kata.Programs;
using Kata.Programs.Compiling;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>Of several attempts only the last is in the evidence: two programs are compared run by run.</summary>
public class BestOfTests
{
    private const string Program = """
        static class Step01_CreatingSockets
        {
            static int Main(string[] args) => int.Parse(args[0]);
        }
        """;

    [Test]
    public async Task An_attempt_that_was_given_up_leaves_no_run_behind()
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            var assembly = ProgramCompiler.Compile(folder, ("Step01_CreatingSockets.cs", Program));
            using var grader = new Grader(new(assembly, "programs") { KeepEvidence = true }, Graded.Servers);

            var result = await new Check(Step.Of(1), "It is late", null, 1, 0, typeof(Late).GetMethod(nameof(Late.Twice))!).Run(grader);

            Assert.That(result.Seen!.Runs.Select(run => run.Run.End), Is.EqualTo(new[] { new RunEnd.Exited(2) }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public class Late : Checks
    {
        private int attempts;

        public async Task Twice() => await BestOf(() => RunProgram(attempts++), run => run.ExitCode == 2);
    }
}
