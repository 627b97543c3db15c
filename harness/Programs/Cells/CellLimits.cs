namespace Kata.Programs.Cells;

/// <summary>How much of this machine a program in a cell may use.</summary>
public sealed record CellLimits
{
    /// <summary>The usual limits: right programs need a fraction of them.</summary>
    public static CellLimits Usual { get; } = new();

    /// <summary>Bytes of memory, all its processes together, its files in <c>/tmp</c> included.</summary>
    public long Memory { get; init; } = 256 * Megabyte;

    /// <summary>Bytes in the buffers of its TCP sockets, if the system counts them apart from <see cref="Memory"/>.</summary>
    public long SocketBuffers { get; init; } = 64 * Megabyte;

    /// <summary>Bytes of managed memory: less than <see cref="Memory"/>, so that the program gets an OutOfMemoryException.</summary>
    public long Heap { get; init; } = 192 * Megabyte;

    /// <summary>Bytes of addresses of a process, if no control group counts the memory that it uses. A runtime reserves many times what it
    /// uses, and 8 MB for each thread; <see cref="CellMemory"/> watches what it uses.</summary>
    public long AddressSpace { get; init; } = 16_384 * Megabyte;

    /// <summary>Processes and threads, together. A server may have a thread for each of three hundred clients (step 25).</summary>
    public int Processes { get; init; } = 512;

    /// <summary>Files and sockets that a process may have open; without control groups, also sockets and pipes of all processes
    /// together.</summary>
    public int OpenFiles { get; init; } = 1024;

    /// <summary>Bytes of one file.</summary>
    public long FileSize { get; init; } = 32 * Megabyte;

    /// <summary>Bytes of all files.</summary>
    public long Files { get; init; } = 64 * Megabyte;

    /// <summary>How many files there may be in a folder that a check gives it.</summary>
    public int FileCount { get; init; } = 2000;

    /// <summary>Datagrams that all programs together send in the network of its check. Datagrams without a receiver count, since they
    /// keep the kernel and the servers busy, too; the solutions come to 600.</summary>
    public int Datagrams { get; init; } = 10_000;

    /// <summary>Connections that are begun there.</summary>
    public int Connections { get; init; } = 5_000;

    /// <summary>For how long processors may work for one process: longer than any deadline.</summary>
    public TimeSpan ProcessorTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For how long processors may work for all its processes together, at least. A program that waits
    /// behind children of its own seems to wait for a busy machine, and would be given more time.</summary>
    public TimeSpan LeastWork { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much of that a run may have for each second of its deadline.</summary>
    public double WorkOfDeadline { get; init; } = 2;

    /// <summary>For how long processors may work for all processes of a run.</summary>
    public TimeSpan Work(TimeSpan deadline) => WorkOfDeadline * deadline > LeastWork ? WorkOfDeadline * deadline : LeastWork;

    internal const long Megabyte = 1024 * 1024;
}
