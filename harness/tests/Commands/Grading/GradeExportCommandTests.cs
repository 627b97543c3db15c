using Kata.Classes.Exports;
using Kata.Commands.Grading;
using Kata.Commands.Shell;
using Kata.Tests.Classes;
using NUnit.Framework;

namespace Kata.Tests.Commands.Grading;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GradeExportCommandTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public GradeExportCommandTests() => Samples.Class(path, 2, 1);

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Test]
    public void Hidden_checks_of_a_class_that_has_none_are_refused() => Assert.That(() => Run("csv", hidden: path),
        Throws.TypeOf<UsageException>().With.Message.EndsWith("the class was graded without checks of your own"));

    [Test]
    public void Students_who_are_not_in_Moodle_s_files_are_counted()
    {
        Assert.That(Run("moodle"), Does.Contain("note      2 students left out of moodle"));
        Assert.That(Run("csv"), Does.Not.Contain("note "));
    }

    private string Run(string format, string? hidden = null)
    {
        using var log = new StringWriter();
        GradeExportCommand.Run(path, [ClassExport.All.Single(export => export.Name == format)], null, null, hidden, log);
        return log.ToString();
    }
}
