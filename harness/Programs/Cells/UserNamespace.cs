
namespace Kata.Programs.Cells;

/// <summary>An ordinary user may make no network and no cell; in a user namespace, in which he is root and where that means nothing
/// outside of it, he may (user_namespaces(7)).</summary>
internal static class UserNamespace
{
    private const string Tool = "/usr/bin/unshare";
    private const string Entered = "KATA_USER_NAMESPACE";

    /// <summary>Begins this command anew in a user namespace, if it has not the rights it needs. A process with more than one thread
    /// cannot enter one, and each of the runtime's has: another program takes its place, with the same id, terminal and folder.</summary>
    public static void Enter()
    {
        if (!OperatingSystem.IsLinux() || SystemCalls.UserId() == 0 || Environment.GetEnvironmentVariable(Entered) is not null
            || !File.Exists(Tool))
            return;

        string[] again = [Environment.ProcessPath!, .. Environment.GetCommandLineArgs() is [var first, ..]
            && first.EndsWith(".dll", StringComparison.Ordinal)
            ? Environment.GetCommandLineArgs()
            : Environment.GetCommandLineArgs()[1..]];
        // What cannot be entered is found to be missing afterwards.
        var why = SystemCalls.Become(Tool, ["--user", "--map-root-user", "--", "/usr/bin/env", $"{Entered}=1", .. again]);
        throw new CellException($"There can be no cell here: a user namespace could not be entered ({why}).");
    }
}
