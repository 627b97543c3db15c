using Kata.Machine;

namespace Kata.Classes;

/// <summary>The commit of this kata, read from git's own files (gitrepository-layout(5)).</summary>
internal static class RepositoryCommit
{
    /// <returns>Null if the commit is not known, as in a copy without its history.</returns>
    public static string? Read()
    {
        try
        {
            var git = Path.Combine(Repository.Root, ".git");
            if (File.Exists(git))
                git = Path.GetFullPath(File.ReadAllText(git).Trim()["gitdir: ".Length..], Repository.Root);
            var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
            if (!head.StartsWith("ref: ", StringComparison.Ordinal))
                return head;

            var common = Path.Combine(git, "commondir") is var other && File.Exists(other)
                ? Path.GetFullPath(File.ReadAllText(other).Trim(), git) : git;
            var name = head["ref: ".Length..];
            return File.Exists(Path.Combine(common, name))
                ? File.ReadAllText(Path.Combine(common, name)).Trim()
                : File.ReadLines(Path.Combine(common, "packed-refs")).Select(line => line.Split(' '))
                    .FirstOrDefault(line => line is [_, var one] && one == name)?[0];
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
