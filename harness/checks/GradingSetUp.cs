using Kata.Grading;
using NUnit.Framework;

[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
// Most of a check's time is its program's, and much of that is waiting.
[assembly: LevelOfParallelism(8)]

/// <summary>Sets up the grader before the first check and clears away after the last. In no namespace, so that it holds
/// for all.</summary>
[SetUpFixture]
public sealed class GradingSetUp
{
    [OneTimeSetUp]
    public void SetUp() => Grader.Current = new(new(
        Setting("KataPrograms") ?? throw new InvalidOperationException(
            "Which programs? Run the checks through a folder of programs: dotnet test exercises."),
        Strict: Setting("KataStrict") is "1" or "true",
        Servers: Setting("KataServers")));

    [OneTimeTearDown]
    public async Task TearDown() => await Grader.Current.DisposeAsync();

    private static string? Setting(string name) =>
        TestContext.Parameters[name] is { Length: > 0 } value ? value : null;
}
