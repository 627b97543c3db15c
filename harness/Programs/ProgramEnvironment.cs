using Kata.Servers;

namespace Kata.Programs;

/// <summary>The environment a program gets: nothing of ours, and the same on every machine.</summary>
internal static class ProgramEnvironment
{
    /// <summary>The variable that marks a program and all its children.</summary>
    public const string MarkVariable = "KATA_RUN";

    /// <summary>Windows programs cannot open a socket without these.</summary>
    private static readonly string[] Kept = ["SystemRoot", "TEMP", "TMP"];

    public static void Fill(IDictionary<string, string?> environment, string mark, IReadOnlyDictionary<string, string> extra)
    {
        foreach (var name in environment.Keys.Except(Kept, StringComparer.OrdinalIgnoreCase).ToList())
            environment.Remove(name);

        environment[MarkVariable] = mark;
        environment["TZ"] = "UTC";
        environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        environment["DOTNET_ROOT"] = Path.GetDirectoryName(ServerProgram.DotNet);
        // Quicker to start: no diagnostics port, no tracing library, no profile-guided recompilation, no second mapping of
        // compiled code; and no dump of a crash. No LANG either: the console is UTF-8 without one, and looks for a charset
        // of that name with one.
        environment["DOTNET_EnableDiagnostics"] = "0";
        environment["DOTNET_LTTng"] = "0";
        environment["DOTNET_TieredPGO"] = "0";
        environment["DOTNET_gcConcurrent"] = "0";
        environment["DOTNET_EnableWriteXorExecute"] = "0";
        environment["DOTNET_DbgEnableMiniDump"] = "0";

        foreach (var (name, value) in extra)
            environment[name] = value;
    }
}
