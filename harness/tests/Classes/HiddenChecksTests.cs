using Kata.Classes.Grading;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Classes;

/// <summary>Which files of an instructor's folder are checks.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HiddenChecksTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Test]
    public void Folders_of_helpers_are_compiled_with_the_checks()
    {
        Write("Mine.cs", """
            using Kata.Checking;
            [Step(4)] public class Mine : Checks
            {
                [Check("It is helped")] public Task Helped() => Helpers.Help.Me();
            }
            """);
        Write("helpers/Help.cs", "namespace Helpers; static class Help { public static Task Me() => Task.CompletedTask; }");

        var checks = HiddenChecks.Load(path);

        Assert.That(checks.Of(Step.Of(4)).Select(check => check.Sentence), Is.EqualTo(new[] { "It is helped" }));
    }

    [Test]
    public void A_changed_helper_makes_other_checks()
    {
        Write("Mine.cs", """
            using Kata.Checking;
            [Step(4)] public class Mine : Checks { [Check("It is")] public Task Is() => Task.CompletedTask; }
            """);
        var before = HiddenChecks.Load(path).Hash;
        Write("helpers/Help.cs", "class Help;");

        Assert.That(HiddenChecks.Load(path).Hash, Is.Not.EqualTo(before));
    }

    [TestCase("Mine.cs helpers/Help.cs helpers/more/Deep.cs", "Mine.cs helpers/Help.cs helpers/more/Deep.cs")]
    [TestCase("Mine.cs obj/Made.cs bin/Copy.cs .git/Old.cs", "Mine.cs")]
    [TestCase("tests/Mine.cs", "tests/Mine.cs")]
    [TestCase("Mine.dll src/Mine.cs", "Mine.dll")]
    public void Sources_count_before_assemblies_and_what_a_build_made_does_not(string files, string expected)
    {
        foreach (var file in files.Split(' '))
            Write(file, "");

        Assert.That(HiddenChecks.FilesOf(path).Select(file => HiddenChecks.NameOf(path, file)), Is.EquivalentTo(expected.Split(' ')));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(path, name))!);
        File.WriteAllText(Path.Combine(path, name), text);
    }
}
