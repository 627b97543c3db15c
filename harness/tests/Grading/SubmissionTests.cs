using System.Text.Json;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Grading;

/// <summary>A submission, graded as an instructor would: <c>dotnet test</c> on its folder.</summary>
public class SubmissionTests
{
    private string folder = null!;

    [SetUp]
    public void Make()
    {
        folder = Directory.CreateTempSubdirectory("kata-submission-").FullName;
        DotnetTest.MakeProject(folder);
    }

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task A_socket_warning_fails_its_check_with_the_line_and_the_page()
    {
        await Hand("Step04_SendingAndReceiving", program => program
            .Replace("int count = socket.Receive(buffer);", "int count = buffer.Length; socket.Receive(buffer);"));

        var (exitCode, grade) = await Grade("TestCategory=Step04");

        var check = Check(grade, "Step04_SendingAndReceivingChecks.NoSocketWarnings");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(check.GetProperty("status").GetString(), Is.EqualTo("failed"));
        Assert.That(check.GetProperty("message").GetString(), Does.Match(
            @"got\s+Step04_SendingAndReceiving\.cs:\d+: SOCK001: .+").And.Contains("see analyzers/docs/SOCK001.md"));
    }

    [Test]
    public async Task A_right_program_earns_every_point_and_a_missing_one_is_not_started()
    {
        await Hand("Step01_CreatingSockets", program => program);

        var (exitCode, grade) = await Grade("TestCategory=Step01|TestCategory=Step02");

        var statuses = grade.RootElement.GetProperty("checks").EnumerateArray()
            .Select(check => (check.GetProperty("step").GetInt32(), check.GetProperty("status").GetString())).Distinct();
        Assert.That(exitCode, Is.Zero);
        Assert.That(statuses, Is.EquivalentTo(new[] { (1, "passed"), (2, "notStarted") }));
    }

    private async Task Hand(string step, Func<string, string> change)
    {
        var solution = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "solutions", $"{step}.cs"));
        await File.WriteAllTextAsync(Path.Combine(folder, $"{step}.cs"), change(solution));
    }

    private static JsonElement Check(JsonDocument grade, string id) =>
        grade.RootElement.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("id").GetString() == id);

    private Task<(int ExitCode, JsonDocument Grade)> Grade(string filter) => DotnetTest.Grade(folder, filter);
}
