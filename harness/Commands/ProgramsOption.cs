using System.CommandLine;
using Kata.Servers;

namespace Kata.Commands;

/// <summary><c>--programs FOLDER</c>: whose programs a command is about.</summary>
internal static class ProgramsOption
{
    private const string Name = "--programs";

    public static Option<DirectoryInfo?> Create() => new(Name)
    {
        Description = "The folder of programs; the repository's exercises if not given.",
        HelpName = "FOLDER",
    };

    /// <exception cref="UsageException">There is no such folder.</exception>
    public static string Of(ParseResult parsed)
    {
        var folder = parsed.GetValue<DirectoryInfo?>(Name)?.FullName ?? Path.Combine(Repository.Root, "exercises");
        return Directory.Exists(folder) ? folder : throw new UsageException($"There is no folder {folder}: give the folder of the programs with {Name}.");
    }
}
