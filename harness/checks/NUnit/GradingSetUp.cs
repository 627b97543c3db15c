using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Results;
using Kata.Servers;
using Kata.Workbench;
using NUnit.Framework;

[assembly: Parallelizable(ParallelScope.All)]
[assembly: LevelOfParallelism(CheckedFolder.ChecksAtATime)]

/// <summary>Sets up the grader before the first check and clears away after the last. In no namespace, so that it holds
/// for all.</summary>
[SetUpFixture]
public sealed class GradingSetUp
{
    private Task<ServerChoice> servers = null!;

    [OneTimeSetUp]
    public void SetUp()
    {
        var settings = new GraderSettings(
            Setting("KataPrograms") ?? BuiltExercises.Path(),
            Setting("KataName") ?? "exercises",
            Strict: Setting("KataStrict") == "true",
            Servers: Setting("KataServers"))
        {
            FindingsPath = Setting("KataFindings") ?? BuiltExercises.Findings,
        };

        // A student who did not ask for containers is not made to wait for an image.
        servers = Task.Run(() => ServerHosts.Choose(settings.Servers, Announce, buildImage: false));
        Grader.Current = new(settings, servers);
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        Grader.Current.Dispose();
        try
        {
            await (await servers).Host.DisposeAsync();
        }
        catch (KataException)
        {
            // They never started: each check has said so.
        }
    }

    /// <summary>The test logger prints it while the checks wait.</summary>
    private static void Announce(string line) => TestContext.Progress.WriteLine($"{LoggerLines.Announcement}{line}");

    private static string? Setting(string name) =>
        TestContext.Parameters[name] is { Length: > 0 } value ? value : null;
}
