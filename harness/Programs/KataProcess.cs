using System.ComponentModel;
using System.Diagnostics;
using Kata.Machine;
using Kata.Servers;

namespace Kata.Programs;

/// <summary>Another kata command, in a process of its own.</summary>
internal static class KataProcess
{
    /// <summary>The assembly of the command.</summary>
    public static string Assembly => Repository.Built("harness", "net10.0", "Kata.Harness.dll");

    /// <summary>How such a process is started that no user talks to: with no window, and on Windows with a console of its own.</summary>
    public static ProcessStartInfo StartInfo(params IEnumerable<string> words) => new(ServerProgram.DotNet, [Assembly, .. words])
    {
        CreateNoWindow = true,
        UseShellExecute = false,
    };

    /// <summary>Lets another program, as a shell, start the process.</summary>
    /// <param name="words">What the other program gets before the command line of the process.</param>
    public static void Within(ProcessStartInfo start, string program, params IEnumerable<string> words)
    {
        var own = (string[])[start.FileName, .. start.ArgumentList];
        start.FileName = program;
        start.ArgumentList.Clear();
        foreach (var word in words.Concat(own))
            start.ArgumentList.Add(word);
    }

    /// <summary>Starts the process and waits for its end. A process that takes longer than its patience is killed.</summary>
    /// <param name="whileItRuns">What is done meanwhile; if it gives false, the process has not succeeded.</param>
    /// <returns>Whether it ended by itself with exit code 0. False also if the system does not let it start.</returns>
    public static bool Succeeds(ProcessStartInfo start, TimeSpan patience, Func<Process, bool>? whileItRuns = null)
    {
        try
        {
            using var process = Process.Start(start)!;
            var succeeds = whileItRuns?.Invoke(process) != false && process.WaitForExit(patience) && process.ExitCode == 0;
            if (!process.HasExited)
                process.Kill();
            return succeeds;
        }
        catch (Exception refused) when (refused is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
