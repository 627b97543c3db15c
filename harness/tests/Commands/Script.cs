using System.Diagnostics;

namespace Kata.Tests.Commands;

/// <summary>A script that stands in for a program.</summary>
internal static class Script
{
    /// <summary>Writes a script that can be run at once. Another process writes it: what this one has open for writing is open in a child
    /// that another test starts meanwhile, until the child runs its program, and cannot be run (execve(2), ETXTBSY).</summary>
    public static void Write(string path, string text)
    {
        using var writer = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "cat > \"$1\" && chmod u+x \"$1\"", "sh", path]) { RedirectStandardInput = true })!;
        writer.StandardInput.Write(text);
        writer.StandardInput.Close();
        writer.WaitForExit();
    }
}
