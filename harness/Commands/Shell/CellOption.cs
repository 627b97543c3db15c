using System.CommandLine;
using Kata.Programs.Cells;

namespace Kata.Commands.Shell;

/// <summary><c>--cell required|none</c>: whether programs run in cells, as a stranger's do.</summary>
internal static class CellOption
{
    public const string Required = "required", None = "none";

    /// <param name="usual">What it is where it is not typed.</param>
    public static Option<string> Create(string usual)
    {
        var option = new Option<string>("--cell")
        {
            Description =
                $"Whether programs run in cells, where they can harm nothing and nobody: {Required} or {None}; {usual} if it "
                + "is not given.",
            HelpName = $"{Required}|{None}",
            DefaultValueFactory = _ => usual,
        };
        option.AcceptOnlyFromAmong(Required, None);
        return option;
    }

    /// <summary>If there is to be a cell, an ordinary user's command begins anew in a user namespace, where it may make one: this is the
    /// first that a command does.</summary>
    public static void Prepare(string chosen)
    {
        if (chosen != None)
            UserNamespace.Enter();
    }

    /// <summary>The cell, if there is to be one.</summary>
    /// <exception cref="CellException">It is required, and there can be none here.</exception>
    public static async Task<Cell?> Of(string chosen) => chosen == None ? null : await Cell.CreateAsync();

    /// <summary>The same for strangers' programs.</summary>
    /// <param name="error">Gets a warning if there is to be none.</param>
    /// <exception cref="UsageException">It is required, and there can be none here.</exception>
    public static async Task<Cell?> OfStrangers(string chosen, TextWriter error)
    {
        if (chosen == None)
            await error.WriteLineAsync("kata: --cell none: the programs run with your rights, and can read and change all that you can.");

        try
        {
            return await Of(chosen);
        }
        catch (CellException missing)
        {
            throw new UsageException(
                $"{missing.Message.TrimEnd('.')}. Without a cell nothing is graded; --cell {None} grades programs that you trust");
        }
    }
}
