using System.Diagnostics;
using Kata.Machine;
using Kata.Programs;
using NUnit.Framework;

namespace Kata.Tests.Commands;

/// <summary>The script <c>kata</c>, in a repository where <c>dotnet</c> is a script too, which says where it was called.</summary>
[Platform("Linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KataScriptTests : IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("kata-test-");
    private readonly string root;
    private readonly string script;

    public KataScriptTests()
    {
        root = scratch.CreateSubdirectory("repository").FullName;
        script = Path.Combine(root, "kata");
        File.Copy(Path.Combine(Repository.Root, "kata"), script);
        Directory.CreateDirectory(Path.Combine(root, "harness", "checks"));
        File.WriteAllText(Path.Combine(root, "harness", "Harness.csproj"), "");
        foreach (var other in (string[])["containers", "analyzers"])
            Directory.CreateDirectory(Path.Combine(root, other));
        var dotnet = Path.Combine(scratch.CreateSubdirectory("bin").FullName, "dotnet");
        Script.Write(dotnet, "#!/bin/sh\nif [ \"$1\" = build ]; then pwd > \"$BUILT\"; else echo \"$@\"; fi\n");
    }

    private string Built => Path.Combine(scratch.FullName, "built");

    [Test]
    public void Through_links_it_builds_where_it_lies()
    {
        var links = scratch.CreateSubdirectory("links").FullName;
        File.CreateSymbolicLink(Path.Combine(links, "first"), "../repository/kata");
        File.CreateSymbolicLink(Path.Combine(links, "kata"), Path.Combine(links, "first"));

        var (code, output, error) = Run(scratch.FullName, Path.Combine(links, "kata"));

        Assert.That((code, output), Is.EqualTo((0, $"{root}/harness/bin/Debug/net10.0/Kata.Harness.dll check 5\n")), error);
        Assert.That(File.ReadAllText(Built), Is.EqualTo($"{root}\n"));
        Assert.That(Directory.GetFileSystemEntries(links), Has.Length.EqualTo(2));
    }

    [Test]
    public void Cdpath_does_not_lead_it_astray()
    {
        scratch.CreateSubdirectory("elsewhere/repository");

        var (code, output, error) = Run(scratch.FullName, "repository/kata", ("CDPATH", Path.Combine(scratch.FullName, "elsewhere")));

        Assert.That((code, output), Is.EqualTo((0, $"{root}/harness/bin/Debug/net10.0/Kata.Harness.dll check 5\n")), error);
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(scratch.FullName, "elsewhere", "repository")), Is.Empty);
    }

    [Test]
    public void A_copy_elsewhere_makes_nothing_there()
    {
        var elsewhere = scratch.CreateSubdirectory("elsewhere").FullName;
        File.Copy(script, Path.Combine(elsewhere, "kata"));

        var (code, _, error) = Run(elsewhere, "./kata");

        Assert.That(
            (code, error),
            Is.EqualTo((2, $"kata: {elsewhere} is not the kata's folder: call kata where it lies, or make a link to it\n")));
        Assert.That(Directory.GetFileSystemEntries(elsewhere), Has.Length.EqualTo(1));
    }

    [Test]
    public void It_is_built_when_what_it_is_made_of_is_another_and_not_when_a_clock_is_wrong()
    {
        var source = Path.Combine(root, "harness", "One.cs");
        File.WriteAllText(source, "// one");
        Directory.CreateDirectory(Path.Combine(root, "harness", "bin", "Debug", "net10.0"));
        File.WriteAllText(Path.Combine(root, "harness", "bin", "Debug", "net10.0", "Kata.Harness.dll"), "");

        Assert.That(IsBuilt(), Is.True, "the first time");
        Assert.That(IsBuilt(), Is.False, "nothing has changed");
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddYears(5));
        Assert.That(IsBuilt(), Is.False, "it is dated in the future");
        File.WriteAllText(source, "// two");
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddYears(-5));
        Assert.That(IsBuilt(), Is.True, "it is another, and dated in the past");

        bool IsBuilt()
        {
            File.Delete(Built);
            Run(root, "./kata");
            return File.Exists(Built);
        }
    }

    [Test]
    public void Where_nothing_can_be_written_it_says_so_in_one_line()
    {
        // Root may write where nobody else may, but in no folder whose place a file has.
        File.WriteAllText(Path.Combine(root, "harness", "checks", "obj"), "");

        var (code, output, error) = Run(root, "./kata");

        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(error, Does.Not.Contain("mkdir").And.Not.Contain("annot create"));
        Assert.That(
            error,
            Does.EndWith($"kata: nothing can be written in {root}, where the command is built: copy the folder to a place of your own\n"));
    }

    public void Dispose() => scratch.Delete(recursive: true);

    private (int Code, string Output, string Error) Run(string folder, string command, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/sh", [command, "check", "5"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{scratch.FullName}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["BUILT"] = Built;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
