namespace Kata.Programs.Cells;

/// <summary>How much of this machine a program in a cell may use.</summary>
public sealed record CellLimits
{
    /// <summary>The usual limits: right programs need a fraction of them.</summary>
    public static CellLimits Usual { get; } = new();

    /// <summary>Bytes of memory, all its processes together, its files in <c>/tmp</c> included.</summary>
    public long Memory { get; init; } = 256 * Megabyte;

    /// <summary>Bytes of managed memory: less than <see cref="Memory"/>, so that the program gets an OutOfMemoryException.</summary>
    public long Heap { get; init; } = 192 * Megabyte;

    /// <summary>Processes and threads, together.</summary>
    public int Processes { get; init; } = 128;

    /// <summary>Files and sockets that a process may have open.</summary>
    public int OpenFiles { get; init; } = 1024;

    /// <summary>Bytes of one file.</summary>
    public long FileSize { get; init; } = 32 * Megabyte;

    /// <summary>Bytes of all files.</summary>
    public long Files { get; init; } = 64 * Megabyte;

    /// <summary>How many files there may be in a folder that a check gives it.</summary>
    public int FileCount { get; init; } = 2000;

    /// <summary>For how long processors may work for one process: longer than any deadline.</summary>
    public TimeSpan ProcessorTime { get; init; } = TimeSpan.FromMinutes(2);

    internal const long Megabyte = 1024 * 1024;
}
