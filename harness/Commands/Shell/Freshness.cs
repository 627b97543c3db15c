using Kata.Machine;

namespace Kata.Commands.Shell;

/// <summary>Whether this command is as new as what it is made of. For kata.cmd, which has no cheap way to find out; the
/// other script has, and does not ask.</summary>
internal static class Freshness
{
    /// <summary>Names a file that is as old as the last build.</summary>
    public const string Variable = "KATA_BUILT";

    /// <summary>Ends a command that has to be built first: to be tried again (EX_TEMPFAIL, sysexits.h).</summary>
    public const int ExitCode = 75;

    private static readonly HashSet<string> without = ["bin", "obj", "tests", "bench", "docs", "fixes", "TestResults"];

    /// <summary>Whether somebody asked, and the answer is no.</summary>
    public static bool HasGone() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } stamp && IsOlder(stamp, Repository.Root);

    /// <summary>Whether a file is older than a source below a folder, or not there.</summary>
    public static bool IsOlder(string stamp, string root)
    {
        var built = File.GetLastWriteTimeUtc(stamp);
        return new[] { "harness", "containers", "analyzers" }
            .SelectMany(part => Sources(new(Path.Combine(root, part))))
            .Concat(new DirectoryInfo(root).EnumerateFiles("Directory.*.props"))
            .Any(file => file.LastWriteTimeUtc > built);
    }

    private static IEnumerable<FileInfo> Sources(DirectoryInfo folder) => folder.EnumerateFiles()
        .Where(file => file.Extension is ".cs" or ".csproj" or ".props" or ".json" or ".css" or ".js")
        .Concat(folder.EnumerateDirectories().Where(part => !without.Contains(part.Name)).SelectMany(Sources));
}
