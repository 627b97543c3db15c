using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Text;

namespace Kata.Commands;

/// <summary>The <c>kata</c> command. Exit codes: 0 fine, 1 something failed, 2 wrong usage or a check that could not be made,
/// 3 no cell can be made for a class (<see cref="CellOption.NoCell"/>), 75 to be built first (<see cref="Freshness"/>), 130 ended by a
/// signal, such as that of Ctrl-C (<see cref="EndingSignals"/>).</summary>
internal static class KataCommand
{
    private const int WrongUse = 2;

    /// <summary>After Ctrl-C: what a shell makes of a command that this signal has ended. After the other signals as well.</summary>
    private const int Interrupted = 130;

    /// <summary>What programs and servers take to end, on a busy machine. A user who cannot wait presses Ctrl-C again.</summary>
    private static readonly TimeSpan ClearingUp = TimeSpan.FromSeconds(30);

    private static Task<int> Main(string[] args)
    {
        Signals.LetEndsOfChildrenThrough();
        return FirstProcess.IsThis ? FirstProcess.RunChild(args) : Run(args);
    }

    /// <summary>Runs a command line.</summary>
    public static async Task<int> Run(string[] args)
    {
        if (Freshness.HasGone())
            return Freshness.ExitCode;

        if (!WindowsConsole.Prepare())
            Environment.SetEnvironmentVariable("NO_COLOR", "1");
        Console.SetOut(Charset.Output());
        if (Palette.IsTerminal)
        {
            Labelled.FitTo(Console.WindowWidth);
            Console.SetOut(new FittedWriter(Console.Out, () => Console.WindowWidth));
        }

        try
        {
            var parsed = Create().Parse(args);
            if (parsed.Errors.Count > 0)
                return Refuse($"{Wrong(parsed)} ({KataLine.Of($"{Usage(parsed.CommandResult)}--help")} tells how it is used)");

            using var signals = new EndingSignals(ClearingUp);
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                signals.Token);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or KataException)
        {
            // What the system says, in one line: a full or read-only disk, a file that may not be read, no engine.
            return Refuse(failed is UsageException ? failed.Message
                : !Directory.Exists(Path.GetTempPath())
                    ? $"There is no temporary folder {Path.GetTempPath()}: set TMPDIR to a folder where you may write"
                : failed is UnauthorizedAccessException ? $"{failed.Message.TrimEnd('.')}: change its permissions so that you may use it"
                : failed.Message, failed is UsageException { ExitCode: var code } ? code : WrongUse);
        }
    }

    /// <summary>The command with all its subcommands.</summary>
    internal static Command Create()
    {
        // A RootCommand would call itself Kata.Harness, after the file.
        var root = new Command("kata", "Learn network programming: where you stand, and what to do next.")
        {
            new HelpOption(),
            CheckCommand.Create(),
            WatchCommand.Create(),
            HintCommand.Create(),
            AnswerCommand.Create(),
            CompareCommand.Create(),
            ResetCommand.Create(),
            ReportCommand.Create(),
            ShowCommand.Create(),
            ServersCommand.Create(),
            DoctorCommand.Create(),
            LintCommand.Create(),
            StubsCommand.Create(),
            MutantsCommand.Create(),
            Grading.GradeCommand.Create(),
            CompileServerCommand.Create(),
            TryPretenceCommand.Create(),
            ControlCCommand.Create(),
        };
        StandingCommand.Complete(root);
        return root;
    }

    private static string Wrong(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var typed, ..])
            return parsed.Errors[0].Message.TrimEnd('.');

        var command = parsed.CommandResult.Command;
        var isOption = typed.StartsWith('-');
        if (!isOption && command.Subcommands.Count == 0)
            return $"'{typed}' is one word too many";

        if (!isOption && int.TryParse(typed, out _))
            return $"There is no command {typed}; did you mean {KataLine.Of($"check {typed}")}?";

        var names = isOption ? command.Options.Select(option => option.Name)
            : command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name);
        return $"There is no {(isOption ? "option" : "command")} {typed}{(NearName.Of(typed, names) is { } near ? $"; did you mean {near}?" : "")}";
    }

    private static string Usage(SymbolResult used) =>
        used.Parent is null or not CommandResult ? "" : $"{((CommandResult)used).Command.Name} ";

    private static int Refuse(string message, int exitCode = WrongUse)
    {
        Console.Error.WriteLine($"kata: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
