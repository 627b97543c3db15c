using System.CommandLine;
using Kata.Machine;
using Kata.Results;

namespace Kata.Commands.Shell;

/// <summary><c>--programs FOLDER</c>: whose programs a command is about; without it those of <c>exercises</c>.</summary>
internal static class ProgramsOption
{
    private const string Name = "--programs";

    public static Option<DirectoryInfo?> Create() => new(Name)
    {
        Description = "The folder of the programs; exercises if there is none.",
        HelpName = "FOLDER",
    };

    /// <summary>The folder, with its whole path.</summary>
    /// <exception cref="UsageException">There is no such folder, or no step's program is in it.</exception>
    public static string Of(ParseResult parsed) =>
        parsed.GetValue<DirectoryInfo?>(Name) is { } folder ? Folder(folder.FullName) : Folder(Path.Combine(Repository.Root, "exercises"));

    private static string Folder(string path)
    {
        if (!Directory.Exists(path))
            throw new UsageException($"There is no folder {path}: give one that holds programs, as in: --programs solutions");

        return Step.All.Any(step => File.Exists(Path.Combine(path, step.FileName)))
            ? Path.TrimEndingDirectorySeparator(path)
            : throw new UsageException($"No program is in {path}: a program's file has a name such as {Step.All[0].FileName}");
    }
}
