using System.Globalization;

namespace Kata.Programs.Cells;

/// <summary>What the system reports about processes in a cell (proc(5)).</summary>
internal static class CellProcesses
{
    public static IReadOnlyList<int> Children(int process) =>
        [.. Read($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => int.Parse(word, CultureInfo.InvariantCulture))];

    /// <summary>The id of a process by which the cell knows it; null if it is gone.</summary>
    public static int? IdInside(int process) =>
        Read($"/proc/{process}/status").Split('\n').FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal)) is { } line
            ? int.Parse(line.Split('\t', ' ')[^1], CultureInfo.InvariantCulture)
            : null;

    /// <summary>Whether the process is running, and not an ended process that its parent has not waited for.</summary>
    public static bool Runs(int process)
    {
        var text = Read($"/proc/{process}/stat");
        return text.Length > 0 && text[(text.LastIndexOf(')') + 1)..].TrimStart()[0] is not ('Z' or 'X');
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
