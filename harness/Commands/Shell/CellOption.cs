using System.CommandLine;
using Kata.Machine;
using Kata.Programs.Cells;

namespace Kata.Commands.Shell;

/// <summary><c>--cell required|lesser|none</c>: whether programs run in cells, as a stranger's do.</summary>
internal static class CellOption
{
    public const string Required = "required", Lesser = LesserCell.Kind, None = "none";

    /// <summary>The exit code if the cell that was asked for cannot be made here: a script may then ask for a lesser one.</summary>
    public const int NoCell = 3;

    /// <param name="usual">What it is where it is not typed.</param>
    public static Option<string> Create(string usual)
    {
        var option = new Option<string>("--cell")
        {
            Description =
                $"Whether programs run in cells, where they can harm nothing and nobody: {Required}, {Lesser} (as root, where "
                + $"there can be none) or {None}; {usual} if it is not given.",
            HelpName = $"{Required}|{Lesser}|{None}",
            DefaultValueFactory = _ => usual,
        };
        option.AcceptOnlyFromAmong(Required, Lesser, None);
        return option;
    }

    /// <summary>If there is to be a cell, an ordinary user's command begins anew in a user namespace, where it may make one: this is the
    /// first that a command does.</summary>
    public static void Prepare(string chosen)
    {
        if (chosen == Required)
            UserNamespace.Enter();
    }

    /// <summary>The cell, if there is to be one.</summary>
    /// <exception cref="CellException">It was asked for, and there can be none here.</exception>
    public static async Task<Cell?> Of(string chosen) => chosen switch
    {
        None => null,
        Lesser => await LesserCell.MakeAsync(),
        _ => await Cell.CreateAsync(),
    };

    /// <summary>The same for strangers' programs.</summary>
    /// <param name="error">Gets a warning if there is to be none.</param>
    /// <exception cref="UsageException">It was asked for, and there can be none here.</exception>
    public static async Task<Cell?> OfStrangers(string chosen, TextWriter error)
    {
        if (chosen == None)
            await error.WriteLineAsync("kata: --cell none: the programs run with your rights, and can read and change all that you can.");
        if (chosen == Lesser)
            await error.WriteLineAsync(
                "kata: --cell lesser: the programs run as other users of this machine, in its network.");

        try
        {
            return await Of(chosen);
        }
        catch (CellException missing)
        {
            var lesser = chosen == Required && CellSupport.Lesser.Missing is null
                ? $"--cell {Lesser} grades in a lesser cell, and " : "";
            throw new UsageException(
                $"{missing.Message.TrimEnd('.')}. Without a cell nothing is graded; {lesser}--cell {None} grades programs that you trust")
            {
                ExitCode = NoCell,
            };
        }
    }

    /// <summary>What the files of a class call it.</summary>
    public static string NameOf(string chosen) => chosen == Required ? "bubblewrap" : chosen;

    /// <summary>In a lesser cell, keeps programs from folders by their permissions, too.</summary>
    /// <param name="ours">The class folder, which gets those that it needs.</param>
    /// <param name="others">Where the submissions and the instructor's checks are.</param>
    /// <exception cref="UsageException">Programs could read one of the others, or this repository.</exception>
    public static void Hide(string chosen, string ours, IEnumerable<string> others)
    {
        if (chosen != Lesser)
            return;

        CellFiles.Permit(Directory.CreateDirectory(ours).FullName,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // The solutions, the checks and the history are there.
        if (CellSupport.Lesser.Readable(others.Append(Repository.Root)) is { } open)
            throw new UsageException($"Programs could read {open}, since every user may: type chmod -R go-rwx {open} first");
    }

    /// <summary>What a command that goes on must repeat, with a space before it.</summary>
    public static string Again(string chosen) => chosen == Required ? "" : $" --cell {chosen}";
}
