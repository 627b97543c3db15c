using System.Text;

namespace Kata.Programs;

/// <summary>Finds processes that a program left behind outside its process group.</summary>
internal static class Leftovers
{
    /// <summary>Kills every process whose environment carries the mark. Where there is no /proc, the process groups have
    /// to suffice.</summary>
    public static void KillMarked(string mark)
    {
        foreach (var process in Marked(mark))
            Signals.Send(process, Signals.Kill);
    }

    /// <summary>The processes whose environment carries the mark (proc(5), /proc/PID/environ).</summary>
    public static IReadOnlyList<int> Marked(string mark)
    {
        if (!OperatingSystem.IsLinux())
            return [];

        var marked = Encoding.ASCII.GetBytes($"{ProgramEnvironment.MarkVariable}={mark}");
        return
        [
            .. Directory.EnumerateDirectories("/proc")
                .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && Has(folder, marked))
                .Select(folder => int.Parse(Path.GetFileName(folder))),
        ];
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
