namespace Kata.Programs.Cells;

/// <summary>What programs sent in a cell's network, wherever it went: the counters of the kernel (proc(5), /proc/PID/net/snmp). The answers
/// of the servers count as well, and the connections of a check's clients.</summary>
/// <param name="Datagrams">Of UDP.</param>
/// <param name="Connections">Those of TCP that were begun.</param>
internal readonly record struct CellTraffic(long Datagrams, long Connections)
{
    /// <summary>What was sent too much of; null if nothing was, or if nothing is known.</summary>
    /// <param name="process">A process in the network.</param>
    public static string? Exceeded(int process, CellLimits limits) => Of(process) is not { } sent ? null
        : sent.Datagrams > limits.Datagrams ? FormattableString.Invariant($"it sent more than {limits.Datagrams:N0} datagrams")
        : sent.Connections > limits.Connections ? FormattableString.Invariant($"it made more than {limits.Connections:N0} connections")
        : null;

    /// <returns>Null if the process has ended.</returns>
    private static CellTraffic? Of(int process)
    {
        try
        {
            var both = File.ReadAllLines($"/proc/{process}/net/snmp");
            var six = File.Exists($"/proc/{process}/net/snmp6") ? File.ReadAllLines($"/proc/{process}/net/snmp6") : [];
            return new(Value(both, "Udp:", "OutDatagrams") + Value(six, "Udp6OutDatagrams"), Value(both, "Tcp:", "ActiveOpens"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Of two lines that begin alike, the first has the names and the second the values.</summary>
    internal static long Value(IReadOnlyList<string> lines, string start, string name)
    {
        var rows = lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
        var column = rows.Count == 2 ? Array.IndexOf(rows[0], name) : -1;
        return column >= 0 && column < rows[1].Length && long.TryParse(rows[1][column], out var value) ? value : 0;
    }

    /// <summary>A name, blanks, and the value.</summary>
    internal static long Value(IReadOnlyList<string> lines, string name) => lines
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Where(line => line.Length == 2 && line[0] == name && long.TryParse(line[1], out _))
        .Select(line => long.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
