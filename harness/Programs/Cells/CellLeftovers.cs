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
        foreach (var process in ProcessStat.All().Where(process => OwnerOf(process) is { IsRunning: false }))
            Signals.Send(process, Signals.Kill);
    }

    private static CellOwner? OwnerOf(int process) => Encoding.UTF8.GetString(ProcessStat.EnvironmentOf(process)).Split('\0')
        .FirstOrDefault(variable => variable.StartsWith($"{Variable}=", StringComparison.Ordinal)) is { } variable
            ? CellOwner.Of(variable[(Variable.Length + 1)..])
            : null;
}
