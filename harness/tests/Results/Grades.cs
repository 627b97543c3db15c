using Kata.Checking;
using Kata.Results;

namespace Kata.Tests.Results;

/// <summary>Grades made up for tests.</summary>
internal static class Grades
{
    private static readonly Failure NotWhole = new(
        "the 48,219 bytes of /big.txt, then exit code 0",
        "the first 2,048 bytes, then exit code 0")
    {
        Hint = "Receive returns what has arrived so far, not what you asked for.",
        Place = new("exercises/Step04_SendingAndReceiving.cs", 27),
    };

    private static readonly Circumstances Here = new(
        new(2025, 9, 18, 13, 53, 23, TimeSpan.Zero),
        "exercises",
        "process: no engine answers at unix:///var/run/docker.sock");

    public static Grade Fresh { get; } = Grade.Of(Checks(_ => CheckStatus.NotStarted), Here);

    public static Grade FreshAndStrict { get; } = Grade.Of(Fresh.Checks, Here with { Strict = true });

    public static Grade Failing { get; } = Grade.Of(Checks(Mixed), Here);

    public static Grade InProgress { get; } = Grade.Of(
        Checks((step, check) => step < 3 || (step, check) == (3, 1) ? CheckStatus.Passed : CheckStatus.NotStarted), Here);

    public static Grade AllDone { get; } = Grade.Of(Checks(_ => CheckStatus.Passed), Here);

    public static Grade AllDoneButForSkippedChecks { get; } = Grade.Of(
        Checks((step, check) => (step, check) == (10, 2) ? CheckStatus.Skipped : CheckStatus.Passed), Here);

    public static Grade OneStep { get; } = Grade.Of(
        Checks(_ => CheckStatus.Passed).Where(check => check.Step.Number == 5), Here with { Filter = "TestCategory=Step05" });

    public static Grade NothingMatched { get; } = Grade.Of((StepResult[])[], Here with { Filter = "TestCategory=Step55", Servers = null });

    public static Grade BrokenOff { get; } = Grade.Of(
        Checks(Mixed).Where(check => check.Step.Number < 4), Here with { BrokenOff = "Test host process crashed" });

    public static Grade WithChecksOfNoStep { get; } =
        Grade.Of(
            [
                .. Checks(_ => CheckStatus.Passed),
                new("Other.Check", Step.None, "Something else holds", CheckStatus.Failed) { Reason = new("it does not") },
            ],
            Here);

    private static CheckStatus Mixed(int step, int check) => (step, check) switch
    {
        (10, 2) => CheckStatus.Skipped,
        (4, _) or (5, 1) or (7, 2) => CheckStatus.Failed,
        (5, 3) or ( > 7, _) => CheckStatus.NotStarted,
        _ => CheckStatus.Passed,
    };

    private static IEnumerable<CheckResult> Checks(Func<int, CheckStatus> status) => Checks((step, _) => status(step));

    private static IEnumerable<CheckResult> Checks(Func<int, int, CheckStatus> status) =>
        from step in Step.All
        from number in Enumerable.Range(1, 3)
        let ending = status(step.Number, number)
        select new CheckResult(
            $"{step.Name}Checks.Check{number}",
            step,
            $"Sentence {number} of this step holds",
            ending,
            TimeSpan.FromMilliseconds(12.34))
        {
            Failure = ending == CheckStatus.Failed ? NotWhole : null,
            Reason = ending switch
            {
                CheckStatus.NotStarted => new("fill in `host`", $"{step.FileName}:21"),
                CheckStatus.Skipped => new("this system cannot send a child Ctrl-C"),
                _ => null,
            },
        };
}
