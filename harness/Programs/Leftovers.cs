using System.Text;

namespace Kata.Programs;

/// <summary>Finds processes that a program left behind outside its process group.</summary>
internal static class Leftovers
{
    /// <summary>Kills every process whose environment carries the mark (proc(5), /proc/PID/environ). Where there is no
    /// /proc, the process groups have to suffice.</summary>
    public static void KillMarked(string mark)
    {
        if (!OperatingSystem.IsLinux())
            return;

        var marked = Encoding.ASCII.GetBytes($"{ProgramEnvironment.MarkVariable}={mark}");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId && Has(folder, marked))
                Signals.Send(id, signal: 9);
        }
    }

    private static bool Has(string folder, byte[] marked)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(marked) >= 0;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
