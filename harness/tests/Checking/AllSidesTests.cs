using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>The checks of a step look at all that its program does: exit code, output, error output and the wire.</summary>
[Parallelizable(ParallelScope.All)]
public class AllSidesTests
{
    [TestCaseSource(nameof(Steps))]
    public async Task No_run_and_no_endpoint_of_a_step_is_left_unjudged(int number)
    {
        var step = Step.Of(number).Name;
        var source = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "solutions", $"{step}.cs"));

        var results = await Graded.By(step, source, keepEvidence: true);

        foreach (var failed in results.Where(result => result.Status == CheckStatus.Failed))
            await TestContext.Out.WriteLineAsync($"Not looked at, since it failed: {failed.Id}: {failed.Message}");

        var unjudged = results
            .Where(result => result.Status == CheckStatus.Passed)
            .SelectMany(result => Unjudged((Evidence)result.Evidence!).Select(what => $"{result.Sentence}: {what}"));
        Assert.That(
            unjudged,
            Is.Empty,
            "Add Assert.That(…, Exited. or Saw.…) to these checks, with AndAnyOutput() or Saw.Anything where something is left open.");
    }

    private static IEnumerable<string> Unjudged(Evidence evidence) =>
        [
            // One that was still running when its check was over was looked at while it ran.
            .. evidence
                .Runs.Where(run => run.Run.End is not RunEnd.Stopped && !Judged.Contains(run.Run))
                .Select(run => $"the run with {string.Join(' ', run.Arguments)}"),
            .. evidence.Transcripts.Where(seen => !Judged.Contains(seen)).Select(seen => $"the {seen.Options!.Service} endpoint"),
        ];

    private static IEnumerable<int> Steps() => Step.All.Select(step => step.Number);
}
