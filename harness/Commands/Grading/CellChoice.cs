using System.CommandLine;
using Kata.Commands.Shell;
using Kata.Programs.Cells;

namespace Kata.Commands.Grading;

/// <summary><c>--cell required|none</c>: whether programs run in a cell.</summary>
internal static class CellChoice
{
    /// <summary>What a class folder says of programs that ran in a cell.</summary>
    public const string Bubblewrap = "bubblewrap";

    public const string None = "none";

    private const string Required = "required";

    public static Option<string> Option() => new("--cell")
    {
        Description = "Whether programs run in a cell: required, or none for programs that you trust.",
        HelpName = "KIND",
        DefaultValueFactory = _ => Required,
    };

    /// <summary>The cell that was asked for.</summary>
    /// <returns>Null if programs are to run without one.</returns>
    /// <exception cref="UsageException">None can be made here.</exception>
    public static async Task<Cell?> Create(string choice, TextWriter error)
    {
        if (choice == None)
        {
            await error.WriteLineAsync("kata: --cell none: the programs run with your rights, and can read and change all that you can.");
            return null;
        }

        if (choice != Required)
            throw new UsageException($"--cell {choice} is not known: it is {Required} or {None}");

        try
        {
            return await Cell.CreateAsync();
        }
        catch (CellException missing)
        {
            throw new UsageException(
                $"{missing.Message.TrimEnd('.')}. Without a cell nothing is graded; --cell {None} grades programs that you " + "trust");
        }
    }
}
