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
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // The test host's own settings would decide which SDK and which build server are used.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name == "DOTNET_HOST_PATH").ToList()) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, $"dotnet {arguments}\n{output}{await errors}");
        return output;
    }
}
