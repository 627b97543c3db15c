using System.Text.Json;
using Kata.Checking;
using Kata.Commands;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Programs;
using Kata.Results;
using Kata.Tests.Checking;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Commands;

public class CompareCommandTests
{
    private static readonly Step Step = Step.Of(4);
    private static readonly string Solutions = Path.Combine(Repository.Root, "solutions");
    private string folder = null!;

    [SetUp]
    public void Make()
    {
        folder = Directory.CreateTempSubdirectory("kata-compare-").FullName;
        File.Copy(Path.Combine(Solutions, Step.FileName), Path.Combine(folder, Step.FileName));
    }

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task The_same_program_twice_shows_no_difference()
    {
        var (code, output) = await Compare();
        Assert.That(output, Does.Contain($"No difference in {Graded.ChecksOf(Step.Name).Count()} checks."));
        Assert.That(code, Is.Zero);
    }

    [Test]
    public async Task Both_programs_are_given_the_same_texts()
    {
        var (_, output) = await Compare(json: true);

        var checks = JsonDocument.Parse(output).RootElement.GetProperty("checks").EnumerateArray().ToList();
        var paths = checks
            .SelectMany(
                check => (string[])["one", "other"],
                (check, side) =>
                    check
                        .GetProperty("runs")
                        .GetProperty(side)
                        .EnumerateArray()
                        .Select(run => run.GetProperty("arguments")[2].GetString())
                        .FirstOrDefault())
            .Chunk(2)
            .Where(pair => pair[0] is not null)
            .ToList();
        Assert.That(paths, Has.Count.GreaterThan(5));
        Assert.That(paths.Select(pair => pair[0] == pair[1]), Is.All.True);
        Assert.That(paths.Select(pair => pair[0]).Distinct().Count(), Is.GreaterThan(5));
    }

    [Test]
    public async Task A_wrong_program_is_shown_beside_the_solution_without_a_word_of_its_source()
    {
        Change("bool ended = count == 0;", "bool ended = count < buffer.Length;");

        var (code, output) = await Compare();

        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("checks differ.").And.Contain("≠ │").And.Contain("exit code 0"));
        var lines = File.ReadLines(Path.Combine(Solutions, Step.FileName)).Select(line => line.Trim()).Where(line => line.Length > 12);
        Assert.That(lines.Where(line => output.Contains(line, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task The_sources_are_compared_on_request_and_marks_are_left_out()
    {
        Change("bool ended = count == 0;", "bool ended = count < buffer.Length;");

        var (_, output) = await Compare(source: true);

        Assert.That(
            output,
            Does.Contain("-             bool ended = count < buffer.Length;\n+             bool ended = count == 0;\n")
                .And.Not.Contain("// blank"));
    }

    [Test]
    public void A_folder_without_the_program_is_told_in_one_line()
    {
        File.Delete(Path.Combine(folder, Step.FileName));
        Assert.That(
            () => Compare(),
            Throws
                .TypeOf<UsageException>()
                .With.Message.EqualTo($"There is no {Step.FileName} in {folder}: name a folder that has one with --programs or --with"));
    }

    private async Task<(int Code, string Output)> Compare(bool json = false, bool source = false)
    {
        var output = new StringWriter();
        var code = await CompareCommand.Run(
            new(Step, folder, Solutions, Seed: 5) { Json = json, Source = source },
            output,
            Palette.Plain,
            CancellationToken.None);
        return (code, output.ToString());
    }

    private void Change(string text, string instead)
    {
        var path = Path.Combine(folder, Step.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace(text, instead));
    }
}
