using System.Diagnostics;
using System.Runtime.InteropServices;
using Kata.Machine;

namespace Kata.Servers.Containers;

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

        await Keep(Path.Combine(output, "Servers"), cancellation);
    }

    private static async Task Keep(string executable, CancellationToken cancellation)
    {
        // A publish that was not native leaves a launcher of this name that needs more files beside it. Later runs would
        // start it in place of what the build made, and fail.
        var alone = Path.Combine(ServerProgram.NativeFolder, "work", "alone");
        File.Move(executable, alone, overwrite: true);
        if (!await Starts(alone, cancellation))
            throw new ServerHostException("publishing it failed: what came of it does not start by itself");

        // Earlier versions of the sources are not asked for again.
        foreach (var folder in Directory.EnumerateDirectories(ServerProgram.NativeFolder).Where(f => Path.GetFileName(f) != "work"))
            Directory.Delete(folder, recursive: true);

        // Moved at the end, so that a file under this name is always whole.
        Directory.CreateDirectory(Path.GetDirectoryName(ServerProgram.NativePath)!);
        File.Move(alone, ServerProgram.NativePath, overwrite: true);
    }

    private static async Task<bool> Starts(string executable, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(executable, ["--help"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // Of "PATH(LINE,COLUMN): error CODE: what is wrong [PROJECT]" what a person wants.
    private static string FirstError(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line =
            lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
            ?? lines.LastOrDefault()
            ?? "no output";
        var start = Math.Max(0, line.IndexOf("error ", StringComparison.Ordinal));
        var end = line.LastIndexOf(" [", StringComparison.Ordinal);
        return end > start ? line[start..end] : line[start..];
    }
}
