using System.Globalization;

namespace Kata.Programs.Cells;

/// <summary>What the system reports about processes in a cell (proc(5)).</summary>
internal static class CellProcesses
{
    /// <summary>The children of its first thread: all children of a process with one thread.</summary>
    public static IReadOnlyList<int> Children(int process) => Numbers($"/proc/{process}/task/{process}/children");

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

    /// <summary>A process and all that descend from it.</summary>
    public static IReadOnlyList<int> Tree(int process)
    {
        var tree = new List<int> { process };
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(Threads(tree[i]).SelectMany(thread => Numbers($"/proc/{tree[i]}/task/{thread}/children")));
        return tree;
    }

    /// <summary>A number in <c>/proc/PROCESS/FILE</c>, in the unit of that file; 0 if the process is gone.</summary>
    public static long Number(int process, string file, string name)
    {
        var line = Read($"/proc/{process}/{file}").Split('\n').FirstOrDefault(one => one.StartsWith($"{name}:", StringComparison.Ordinal));
        var words = line?[(name.Length + 1)..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words is [var number, ..] ? long.Parse(number, CultureInfo.InvariantCulture) : 0;
    }

    private static IEnumerable<string?> Threads(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{process}/task").Select(Path.GetFileName)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IReadOnlyList<int> Numbers(string path) =>
        [.. Read(path).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word, CultureInfo.InvariantCulture))];

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
