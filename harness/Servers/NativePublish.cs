using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kata.Servers;

/// <summary>Publishes the server program as one static native executable, on Linux, for this machine's processor.</summary>
internal static class NativePublish
{
    /// <summary>As the engine names this machine's processor.</summary>
    private static string? Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => null,
    };

    /// <summary>Whether what is published here runs in that engine's containers.</summary>
    public static bool Suits(Engine engine) => OperatingSystem.IsLinux() && engine.Architecture == Architecture;

    /// <summary>Publishes into <see cref="ServerProgram.NativePath"/>, if it is not there yet.</summary>
    /// <exception cref="ServerHostException">It failed, most often because the linker's tools are missing.</exception>
    public static async Task Run(CancellationToken cancellation)
    {
        if (File.Exists(ServerProgram.NativePath))
            return;

        // All of it in a folder of its own: a build of the solution may be going on at the same time.
        var work = Path.Combine(ServerProgram.NativeFolder, "work");
        var output = Path.Combine(work, "out");
        var runtime = RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        var start = new ProcessStartInfo(ServerProgram.DotNet,
        [
            "publish", Path.Combine(Repository.Root, "containers", "Servers.csproj"),
            "-c", "Release", "-r", runtime, "-p:Native=true", "--artifacts-path", work, "-o", output,
            // Without servers that stay behind, hold our pipes open, and keep us waiting for the end of the output.
            "-nodeReuse:false", "-p:UseSharedCompilation=false", "-v", "q", "--nologo",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var texts = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
                throw new ServerHostException($"publishing it failed: {FirstError(string.Concat(texts))}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Keep(Path.Combine(output, "Servers"));
    }

    private static void Keep(string executable)
    {
        // Earlier versions of the sources are not asked for again.
        foreach (var folder in Directory.EnumerateDirectories(ServerProgram.NativeFolder).Where(f => Path.GetFileName(f) != "work"))
            Directory.Delete(folder, recursive: true);

        // Moved at the end, so that a file under this name is always whole.
        Directory.CreateDirectory(Path.GetDirectoryName(ServerProgram.NativePath)!);
        File.Move(executable, ServerProgram.NativePath, overwrite: true);
    }

    // Of "PATH(LINE,COLUMN): error CODE: what is wrong [PROJECT]" what a person wants.
    private static string FirstError(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.LastOrDefault() ?? "no output";
        var start = Math.Max(0, line.IndexOf("error ", StringComparison.Ordinal));
        var end = line.LastIndexOf(" [", StringComparison.Ordinal);
        return end > start ? line[start..end] : line[start..];
    }
}
