using System.Diagnostics;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>The command that everybody builds with.</summary>
internal static class DotNet
{
    /// <summary>Runs it in a folder, and asks that it ends well.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> Run(string folder, string arguments)
    {
        var (code, output) = await Try(folder, arguments);
        Assert.That(code, Is.Zero, $"dotnet {arguments}\n{output}");
        return output;
    }

    /// <returns>The exit code, and what it printed, its errors last.</returns>
    public static async Task<(int Code, string Output)> Try(string folder, string arguments)
    {
        using var process = Process.Start(Start(folder, arguments))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    public static ProcessStartInfo Start(string folder, string arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host's own settings would decide which SDK and which build server are used.
        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name == "DOTNET_HOST_PATH")
                .ToList()
        )
            start.Environment.Remove(name);
        return start;
    }
}
