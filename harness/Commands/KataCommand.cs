using System.CommandLine;

namespace Kata.Commands;

/// <summary>The <c>kata</c> command. Exit codes: 0 fine, 1 something failed, 2 wrong usage, 130 ended by Ctrl-C.</summary>
internal static class KataCommand
{
    /// <summary>After Ctrl-C: what a shell makes of a command that a signal has ended.</summary>
    private const int Interrupted = 130;

    /// <summary>What programs and servers take to end, on a busy machine.</summary>
    private static readonly TimeSpan clearingUp = TimeSpan.FromSeconds(10);

    private static Task<int> Main(string[] args) => Run(args);

    /// <summary>Runs a command line.</summary>
    public static async Task<int> Run(string[] args)
    {
        if (Freshness.HasGone())
            return Freshness.ExitCode;

        if (!WindowsConsole.Prepare())
            Environment.SetEnvironmentVariable("NO_COLOR", "1");

        try
        {
            var parsed = Create().Parse(args);
            if (parsed.Errors.Count > 0)
                return Refuse(parsed.Errors[0].Message);

            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = clearingUp });
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (UsageException wrong)
        {
            return Refuse(wrong.Message);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or Servers.ServerHostException)
        {
            // What the system says, in one line: a full or read-only disk, a file that may not be read, no engine.
            return Refuse(failed.Message);
        }
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Learn network programming: where you stand, and what to do next.")
        {
            CheckCommand.Create(),
            WatchCommand.Create(),
            HintCommand.Create(),
            CompareCommand.Create(),
            ResetCommand.Create(),
            ReportCommand.Create(),
            ShowCommand.Create(),
            ServersCommand.Create(),
            DoctorCommand.Create(),
            LintCommand.Create(),
            StubsCommand.Create(),
        };
        StandingCommand.Complete(root);
        return root;
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine($"kata: {message.ReplaceLineEndings(" ")}");
        return 2;
    }
}
