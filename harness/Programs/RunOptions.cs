using System.Globalization;
using Kata.Machine;
using Kata.Programs.Cells;

namespace Kata.Programs;

/// <summary>How a program is run.</summary>
public sealed record RunOptions
{
    /// <summary>The most a program may write to each of its two outputs: 2 MB.</summary>
    public const int OutputCap = 2 * 1024 * 1024;

    /// <summary>After how much time of its own a program that has not ended is killed.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What the program reads from its standard input, which then ends. Null: nobody types anything, and it stays
    /// open, as at a terminal; for a program that is talked to, use <see cref="RunningProgram"/>.</summary>
    public string? Input { get; init; }

    /// <summary>How long the program's output is left unread when its first bytes have come, as by a pager: a pipe has room for 65,536
    /// bytes (pipe(7)), and then writing waits. Less than two seconds.</summary>
    public TimeSpan OutputPause { get; init; }

    /// <summary>Environment variables besides the few that every program gets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How many bytes the runtime lets the program hold; null if <see cref="Environment"/> has no limit.</summary>
    internal long? HeapLimit =>
        Environment.TryGetValue("DOTNET_GCHeapHardLimit", out var digits)
        && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null;

    /// <summary>The folder the program starts in; null for an empty one of its own. In a cell it must be a folder of the check
    /// (<c>NewFolder()</c>): only those are there.</summary>
    public string? Folder { get; init; }

    /// <summary>Where in its cell it runs; null if it runs in none.</summary>
    internal CellPlace? Place { get; init; }

    /// <summary>Gets the program's own time when it has been started.</summary>
    internal Action<OwnTime>? Started { get; init; }

    /// <summary>How late the processes were so far that the program depends on.</summary>
    internal Func<TimeSpan> OthersLate { get; init; } = () => TimeSpan.Zero;

    /// <summary>When it is killed in any case: on a machine that gives it at least an eighth of the time, it has had enough.</summary>
    internal TimeSpan Most => 8 * Deadline < LastResort ? 8 * Deadline : LastResort;

    /// <summary>Less than the time after which a program ends itself (see Support/Entry).</summary>
    private static TimeSpan LastResort { get; } = TimeSpan.FromSeconds(150);
}
