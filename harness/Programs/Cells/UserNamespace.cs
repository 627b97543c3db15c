
namespace Kata.Programs.Cells;

/// <summary>An ordinary user may make neither networks nor cells. In a user namespace the user is root, without any rights outside it, and
/// may make them (user_namespaces(7)).</summary>
internal static class UserNamespace
{
    private const string Tool = "/usr/bin/unshare";
    private const string Entered = "KATA_USER_NAMESPACE";

    /// <summary>Starts this command again in a user namespace, if it lacks the rights that it needs. A process with several threads cannot
    /// enter one, and every .NET process has several: another program takes its place, with the same id, terminal and folder.</summary>
    public static void Enter()
    {
        if (!OperatingSystem.IsLinux() || SystemCalls.UserId() == 0 || Environment.GetEnvironmentVariable(Entered) is not null
            || !File.Exists(Tool))
            return;

        string[] again = [Environment.ProcessPath!, .. Environment.GetCommandLineArgs() is [var first, ..]
            && first.EndsWith(".dll", StringComparison.Ordinal)
            ? Environment.GetCommandLineArgs()
            : Environment.GetCommandLineArgs()[1..]];
        // If it cannot be entered, the missing part of the cell is found afterwards.
        var why = SystemCalls.Become(Tool, ["--user", "--map-root-user", "--", "/usr/bin/env", $"{Entered}=1", .. again]);
        throw new CellException($"There can be no cell here: a user namespace could not be entered ({why}).");
    }
}
