using System.Globalization;

namespace Kata.Programs.Cells;

/// <summary>What the system reports about processes in a cell (proc(5)).</summary>
internal static class CellProcesses
{
    /// <summary>Where a table of sockets has their user.</summary>
    private const int UserAt = 7;

    /// <summary>The children of its first thread: all children of a process with one thread.</summary>
    public static IReadOnlyList<int> Children(int process) => Numbers($"/proc/{process}/task/{process}/children");

    /// <summary>The id of a process by which the cell knows it; null if it is gone.</summary>
    public static int? IdInside(int process) =>
        Read($"/proc/{process}/status").Split('\n').FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal)) is { } line
            ? int.Parse(line.Split('\t', ' ')[^1], CultureInfo.InvariantCulture)
            : null;

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

    /// <summary>Whether this process has a right (capabilities(7)).</summary>
    public static bool HasRight(int number) =>
        Read("/proc/self/status").Split('\n').FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
            && ((ulong.Parse(line.Split('\t')[^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> number) & 1) != 0;

    /// <summary>How many files and sockets it has open.</summary>
    public static int CountOpen(int process) => Descriptors(process).Count;

    /// <summary>What it has open, as the system names it: <c>socket:[4711]</c>.</summary>
    public static IEnumerable<string> Open(int process) => Descriptors(process).Select(path => new FileInfo(path).LinkTarget ?? "");

    private static IReadOnlyList<string> Descriptors(int process)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>How many sockets there are in the network of a process.</summary>
    public static int Sockets(int process) =>
        Read($"/proc/{process}/net/sockstat").Split('\n')[0].Split(' ') is ["sockets:", "used", var number, ..]
            ? int.Parse(number, CultureInfo.InvariantCulture) : 0;

    /// <summary>How many bytes wait to be sent or read in the network of a process (proc_pid_net(5), tx_queue:rx_queue).</summary>
    /// <param name="user">Whose sockets count; null for all.</param>
    public static long Queued(int process, uint? user = null) => ((string[])["tcp", "tcp6", "udp", "udp6"])
        .SelectMany(table => Read($"/proc/{process}/net/{table}").Split('\n').Skip(1))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length > UserAt && (user is null || fields[UserAt] == $"{user}"))
        .SelectMany(fields => fields[4].Split(':'))
        .Sum(queue => long.Parse(queue, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

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
