using Kata.Machine;

namespace Kata.Commands.Shell;

/// <summary>Whether this command was built from what is there now. For kata.cmd, which has no cheap way to find out; the other script
/// has, and does not ask. The first command after a build notes what it finds; one that finds something else has to be built.</summary>
internal static class Freshness
{
    /// <summary>Names a file that kata.cmd empties at the beginning of a build, and that then holds what was built.</summary>
    public const string Variable = "KATA_BUILT";

    /// <summary>Ends a command that has to be built first: to be tried again (EX_TEMPFAIL, sysexits.h).</summary>
    public const int ExitCode = 75;

    private static readonly HashSet<string> Without = ["bin", "obj", "tests", "bench", "docs", "fixes", "TestResults"];

    /// <summary>Whether somebody asked, and the answer is no. It is this process that was asked: the commands that it starts as its helpers
    /// do not find the question, since sources that are saved meanwhile would end them.</summary>
    public static bool HasGone()
    {
        var stamp = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null);
        return !string.IsNullOrEmpty(stamp) && IsOther(stamp, Repository.Root, DateTime.UtcNow);
    }

    /// <summary>Whether the sources below a folder are others than those that a stamp tells of, or there is no stamp.</summary>
    /// <param name="now">What is dated later than now was not saved since: the clock of some machine was wrong.</param>
    public static bool IsOther(string stamp, string root, DateTime now)
    {
        try
        {
            var sources = new[] { "harness", "containers", "analyzers" }
                .SelectMany(part => Sources(new(Path.Combine(root, part))))
                .Concat(new DirectoryInfo(root).EnumerateFiles("Directory.*.props"))
                .OrderBy(file => file.FullName, StringComparer.Ordinal).ToList();
            var seen = string.Concat(
                sources.Select(file => FormattableString.Invariant($"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}\n")));
            var noted = File.ReadAllText(stamp);
            if (noted.Length > 0)
                return noted != seen;

            var begun = File.GetLastWriteTimeUtc(stamp);
            if (sources.Any(file => file.LastWriteTimeUtc > begun && file.LastWriteTimeUtc <= now))
                return true;

            WholeFile.Write(stamp, seen);
            return false;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false; // A folder that cannot be written to is not built in either.
        }
    }

    private static IEnumerable<FileInfo> Sources(DirectoryInfo folder) => folder.EnumerateFiles()
        .Where(file => file.Extension is ".cs" or ".csproj" or ".props" or ".json" or ".css" or ".js")
        .Concat(folder.EnumerateDirectories().Where(part => !Without.Contains(part.Name)).SelectMany(Sources));
}
