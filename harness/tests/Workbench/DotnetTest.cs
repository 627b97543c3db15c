using System.Diagnostics;
using System.Text.Json;
using Kata.Checking;
using Kata.Machine;
using Kata.Results;
using Kata.Servers;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Workbench;

/// <summary>A folder of programs that <c>dotnet test</c> can grade, outside of this repository.</summary>
internal static class DotnetTest
{
    /// <summary>Writes the project file of a folder.</summary>
    public static void MakeProject(string folder) => File.WriteAllText(Path.Combine(folder, "Submission.csproj"), $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <Import Project="{Path.Combine(Repository.Root, "harness", "Kata.props")}" />
        </Project>
        """);

    /// <summary>Grades a folder as an instructor would.</summary>
    public static async Task<(int ExitCode, JsonDocument Grade)> Grade(string folder, string filter, params string[] more)
    {
        var (exitCode, output) = await Run(folder, filter, more);
        var grade = Path.Combine(folder, "TestResults", "grade.json");
        Assert.That(grade, Does.Exist, output);
        // For a test that expected another grade.
        await TestContext.Out.WriteLineAsync(output);
        return (exitCode, JsonDocument.Parse(await File.ReadAllTextAsync(grade)));
    }

    /// <summary>The same, where there may be no grade.</summary>
    public static async Task<(int ExitCode, string Output)> Run(string folder, string filter, params string[] more)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        // What the submission is graded with has been built, and may be in use: only the submission is.
        var start = new ProcessStartInfo(ServerProgram.DotNet,
            ["test", folder, "-c", configuration, "-p:BuildProjectReferences=false", "-p:KataServers=process", "--filter", filter, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the test platform sets for this process is not meant for another.
        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    name.StartsWith("VSTEST", StringComparison.Ordinal) || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
                .ToList()
        )
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }
}
