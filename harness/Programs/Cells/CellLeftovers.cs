using System.Globalization;
using System.Text;
using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>Cells that were left by a process that was killed.</summary>
internal static class CellLeftovers
{
    /// <summary>In the environment of bubblewrap, and not of the program: whose cell it is.</summary>
    public const string Variable = "KATA_CELL";

    /// <summary>Kills them.</summary>
    public static void Sweep()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName))
        {
            if (int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && OwnerOf(id) is { IsRunning: false })
                Signals.Send(id, Signals.Kill);
        }
    }

    private static CellOwner? OwnerOf(int process)
    {
        try
        {
            var variables = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/environ")).Split('\0');
            return variables.FirstOrDefault(variable => variable.StartsWith($"{Variable}=", StringComparison.Ordinal)) is { } variable
                ? CellOwner.Of(variable[(Variable.Length + 1)..])
                : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
