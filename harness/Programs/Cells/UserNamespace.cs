using System.Reflection;

namespace Kata.Programs.Cells;

/// <summary>An ordinary user may make neither networks nor cells. In a user namespace the user is root, without any rights outside it, and
/// may make them (user_namespaces(7)).</summary>
internal static class UserNamespace
{
    private const string Tool = "/usr/bin/unshare";
    private const string Entered = "KATA_USER_NAMESPACE";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether this process is a kata command, and not somebody else's that uses this assembly, such as a test run.</summary>
    private static bool IsOurs => Assembly.GetEntryAssembly() == typeof(UserNamespace).Assembly;

    /// <summary>Whether this user has too few rights, and would have them in a user namespace.</summary>
    public static bool Helps => OperatingSystem.IsLinux() && SystemCalls.UserId() != 0
        && Environment.GetEnvironmentVariable(Entered) is null && CanBeEntered();

    /// <summary>Starts this command again in a user namespace, if it lacks the rights that it needs. A process with several threads cannot
    /// enter one, and every .NET process has several: another program takes its place, with the same id, terminal and folder.</summary>
    public static void Enter()
    {
        if (!IsOurs || !Helps)
            return;

        string[] again = [Environment.ProcessPath!, .. Environment.GetCommandLineArgs() is [var first, ..]
            && first.EndsWith(".dll", StringComparison.Ordinal)
            ? Environment.GetCommandLineArgs()
            : Environment.GetCommandLineArgs()[1..]];
        var why = SystemCalls.Become(Tool, ["--user", "--map-root-user", "--", "/usr/bin/env", $"{Entered}=1", .. again]);
        throw new CellException($"There can be no cell here: a user namespace could not be entered ({why}).");
    }

    /// <summary>Whether this user may enter one. The tool that takes this process's place could only end it.</summary>
    private static bool CanBeEntered() => File.Exists(Tool)
        && KataProcess.Succeeds(
            new(Tool, ["--user", "--map-root-user", "--net", "--", "/usr/bin/true"]) { RedirectStandardError = true }, Patience);
}
