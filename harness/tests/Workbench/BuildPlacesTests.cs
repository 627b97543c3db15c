using System.Diagnostics;
using System.Text.Json;
using Kata.Machine;
using Kata.Results;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Workbench;

/// <summary>Where a build puts things and where a grading looks for them, as MSBuild evaluates it; nothing is built.</summary>
[Parallelizable(ParallelScope.All)]
public class BuildPlacesTests
{
    [Test]
    public async Task A_grading_finds_the_checks_where_any_build_puts_them([Values("Debug", "Release")] string configuration)
    {
        // With an artifacts path, which a student may have set for everything: it moves nothing here.
        string[] wishes = [$"-p:Configuration={configuration}", "-p:UseArtifactsOutput=true", "-p:ArtifactsPath=elsewhere"];
        var built = Path.Combine(Repository.Root, "harness", "checks", "bin", configuration, "net10.0", "Kata.Checks.dll");

        var graded = await Properties("exercises/Exercises.csproj", ["-t:KataGradeWithChecks", .. wishes], "TargetPath", "KataPrograms");
        var checks = await Properties("harness/checks/Kata.Checks.csproj", wishes, "TargetPath", "BaseIntermediateOutputPath");

        Assert.That(Path.GetFullPath(graded["TargetPath"]), Is.EqualTo(built));
        Assert.That(checks["TargetPath"], Is.EqualTo(built));
        Assert.That(checks["BaseIntermediateOutputPath"], Does.Not.Contain("elsewhere"));
        Assert.That(graded["KataPrograms"],
            Is.EqualTo(Path.Combine(Repository.Root, "exercises", "bin", configuration, "net10.0", "Exercises.dll")));
    }

    // Module initializers run in the order of the files: what a check has prepared is taken away before a program begins.
    [Test]
    public async Task What_programs_may_use_is_compiled_before_the_programs()
    {
        var items = await Evaluate("exercises/Exercises.csproj", "-getItem:Compile");

        var files = items.GetProperty("Items").GetProperty("Compile").EnumerateArray()
            .Select(item => Path.GetRelativePath(Repository.Root, item.GetProperty("FullPath").GetString()!).Replace('\\', '/'))
            .ToList();
        var support = Directory.GetFiles(Path.Combine(Repository.Root, "harness", "Support"), "*.cs").Select(Path.GetFileName).ToList();
        Assert.That(files.Take(support.Count), Is.EquivalentTo(support.Select(file => $"harness/Support/{file}")));
        Assert.That(files.Skip(support.Count), Is.All.StartsWith("exercises/"));
        Assert.That(files, Is.Unique);
        Assert.That(files, Does.Contain($"exercises/{Step.Of(1).FileName}"));
    }

    private static async Task<Dictionary<string, string>> Properties(string project, string[] arguments, params string[] names) =>
        (await Evaluate(project, [.. arguments, $"-getProperty:{string.Join(',', names)}"]))
            .GetProperty("Properties").Deserialize<Dictionary<string, string>>()!;

    private static async Task<JsonElement> Evaluate(string project, params string[] arguments)
    {
        var start = new ProcessStartInfo(ServerProgram.DotNet, ["msbuild", Path.Combine(Repository.Root, project), .. arguments])
        {
            RedirectStandardOutput = true,
        };
        // What the test platform sets for this process is not meant for another.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, output);
        return JsonDocument.Parse(output).RootElement;
    }
}
