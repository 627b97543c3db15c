using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kata.Support;

/// <summary>What a check has prepared for this program: it comes in environment variables, and is taken out of them before the program
/// begins. A program that could read there which check it is in could answer without doing its work.</summary>
internal static class Prepared
{
    private static readonly string[] Names =
        [ServicePorts.ExtraVariable, SystemAnswers.NamesVariable, SystemAnswers.ConnectVariable, Descriptors.Variable];

    private static readonly Dictionary<string, string> Taken = [];

    /// <summary>The value of one of these variables; null if it has none.</summary>
    public static string? Value(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } now ? now : Taken.GetValueOrDefault(name);

    /// <summary>Runs before the initializers of the program: these files are compiled before those of the program (Kata.props).</summary>
    [ModuleInitializer]
    internal static void Take()
    {
        // By hand they stay where they are.
        if (Environment.GetEnvironmentVariable("KATA_RUN") is null)
            return;

        foreach (var name in Names)
        {
            if (Environment.GetEnvironmentVariable(name) is not { Length: > 0 } value)
                continue;

            Taken[name] = value;
            if (!OperatingSystem.IsWindows())
                Erase(name);
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    /// <summary>Also in the memory that the system shows as /proc/self/environ (proc_pid_environ(5)).</summary>
    private static void Erase(string name)
    {
        var value = FindVariable(name);
        for (var at = 0; value != IntPtr.Zero && Marshal.ReadByte(value, at) != 0; at++)
            Marshal.WriteByte(value, at, 0);
    }

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern IntPtr FindVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
