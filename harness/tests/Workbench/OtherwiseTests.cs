using Kata.Checking;
using Kata.Machine;
using Kata.Results;
using Kata.Tests.Checking;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Workbench;

/// <summary>A program that passes, beside ours.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OtherwiseTests : IAsyncDisposable
{
    private const int Seed = 7;

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
    private readonly CheckedFolder bench;

    public OtherwiseTests() => bench = CheckedFolder.Open(folder, "process");

    [Test]
    public async Task One_that_does_the_same_has_no_note() => Assert.That(await Note(program => program), Is.Empty);

    [Test]
    public async Task One_that_asks_with_another_line_is_told_what_it_sent()
    {
        var note = await Note(program => program.Replace("HTTP/1.0\\r\\n\\r\\n", "HTTP/1.0\\r\\nX-Other: 1\\r\\n\\r\\n"));

        Assert.That(note, Has.Exactly(1).Items);
        Assert.That(note[0], Does.Match(@"^bytes sent: .+, ours .+ \(«.+»\)$"));
    }

    public async ValueTask DisposeAsync()
    {
        await bench.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<IReadOnlyList<string>> Note(Func<string, string> change)
    {
        var step = Step.Of(4);
        var solution = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "solutions", step.FileName));
        await File.WriteAllTextAsync(Path.Combine(folder, step.FileName), change(solution));
        var done = await Checked(bench, step);

        // Whether a check judges the request to the byte is not what is asked here.
        return Otherwise.Between(
            done with
            {
                Checks = [.. done.Checks.Select(check => check with { Status = CheckStatus.Passed })],
            },
            await Ours(step));
    }

    private static async Task<StepResult> Ours(Step step)
    {
        await using var ours = CheckedFolder.Open(Path.Combine(Repository.Root, "solutions"), "process");
        return await Checked(ours, step);
    }

    private static Task<StepResult> Checked(CheckedFolder programs, Step step) => Verdicts.Of(() =>
    {
        Chance.Seed(Seed);
        return programs.Check(step);
    });
}
