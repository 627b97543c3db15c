using Kata.Commands;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Maintaining.Stubs;
using Kata.Programs;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Commands;

public class ResetCommandTests
{
    private static readonly Step Step = Step.Of(4);
    private static readonly string Solutions = Path.Combine(Repository.Root, "solutions");
    private string folder = null!;

    private string Program => Path.Combine(folder, Step.FileName);

    private static string Stub => File.ReadAllText(Path.Combine(Repository.Root, "exercises", Step.FileName));

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("kata-reset-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void The_stub_is_there_again_and_the_program_is_kept()
    {
        File.WriteAllText(Program, "mine");

        Assert.That(Reset(), Does.Contain("is the stub again").And.Contain($"Yours is kept in {Program}.1"));
        Assert.That(File.ReadAllText(Program), Is.EqualTo(Stub));
        Assert.That(File.ReadAllText($"{Program}.1"), Is.EqualTo("mine"));
    }

    [Test]
    public void No_copy_is_ever_overwritten()
    {
        foreach (var version in (string[])["first", "second", "third"])
        {
            File.WriteAllText(Program, version);
            Reset();
        }

        File.Delete($"{Program}.1");
        File.WriteAllText(Program, "fourth");
        Reset();

        Assert.That(File.ReadAllText($"{Program}.2"), Is.EqualTo("second"));
        Assert.That(File.ReadAllText($"{Program}.3"), Is.EqualTo("third"));
        Assert.That(File.ReadAllText($"{Program}.4"), Is.EqualTo("fourth"));
    }

    [Test]
    public void A_stub_is_left_alone()
    {
        File.WriteAllText(Program, Stub);
        Assert.That(Reset(), Does.Contain("is the stub already"));
        Assert.That(Directory.GetFiles(folder), Is.EqualTo(new[] { Program }));
    }

    [Test]
    public void A_missing_program_is_written()
    {
        Assert.That(Reset(), Does.Contain("There was no file before"));
        Assert.That(File.ReadAllText(Program), Is.EqualTo(Stub));
    }

    [Test]
    public void A_program_that_is_not_text_is_kept_to_the_byte()
    {
        byte[] mine = [0xFF, 0xFE, 0, 13, 10, 0xC3];
        File.WriteAllBytes(Program, mine);
        Reset();
        Assert.That(File.ReadAllBytes($"{Program}.1"), Is.EqualTo(mine));
    }

    [Test]
    public void When_the_stub_cannot_be_written_nothing_is_changed()
    {
        File.WriteAllText(Program, "mine");
        Directory.CreateDirectory($"{Program}.new"); // the name that it is first written under

        Assert.That(() => Reset(), Throws.TypeOf<KataException>().With.Message.StartWith($"{Program} is as it was: "));
        Assert.That(File.ReadAllText(Program), Is.EqualTo("mine"));
        Assert.That(Directory.GetFiles(folder), Is.EqualTo(new[] { Program }));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void On_a_folder_that_may_not_be_written_nothing_is_changed()
    {
        if (Environment.UserName == "root")
            Assert.Ignore("The superuser may write everywhere.");

        File.WriteAllText(Program, "mine");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.That(() => Reset(), Throws.TypeOf<KataException>());
            Assert.That(File.ReadAllText(Program), Is.EqualTo("mine"));
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Test]
    public void A_folder_in_the_programs_place_is_told()
    {
        Directory.CreateDirectory(Program);
        Assert.That(() => Reset(), Throws.TypeOf<KataException>().With.Message.Contains("is a folder"));
    }

    [Test]
    public void A_solution_is_not_reset() =>
        Assert.That(() => ResetCommand.Run(Step, Solutions, Solutions, false, TextWriter.Null), Throws.TypeOf<UsageException>());

    private string Reset()
    {
        var output = new StringWriter();
        Assert.That(ResetCommand.Run(Step, folder, Solutions, json: false, output), Is.Zero);
        return output.ToString();
    }
}
