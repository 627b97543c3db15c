using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kata.Machine;

/// <summary>A process with all that it starts, on Windows: they end when this is disposed, or when our own process ends, however that
/// happens (JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE). It replaces the process groups, signals and alarms of other systems.</summary>
/// <remarks>All that a process starts belongs to its job and may not leave it (Job Objects, learn.microsoft.com). A process is put
/// into its job a moment after its start. A process that it started before that moment would not belong to the job, but a runtime takes
/// far longer to begin.</remarks>
internal sealed partial class Job : IDisposable
{
    private const int ProcessIds = 3; // JobObjectBasicProcessIdList
    private const int ExtendedLimits = 9; // JobObjectExtendedLimitInformation
    private const int MostListed = 64;
    private const uint KillOnClose = 0x2000; // JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE

    private readonly Lock closing = new();
    private nint handle;

    private Job(nint handle) => this.handle = handle;

    /// <summary>Puts a process into a job of its own.</summary>
    /// <exception cref="Win32Exception">The system refuses, for another reason than that the process has already ended.</exception>
    public static Job Of(Process process)
    {
        var handle = CreateJobObject(0, null);
        if (handle == 0)
            throw new Win32Exception();

        var limits = new Limits { Flags = KillOnClose };
        if (!SetInformationJobObject(handle, ExtendedLimits, ref limits, Marshal.SizeOf<Limits>())
            || !AssignProcessToJobObject(handle, process.Handle))
        {
            // Before another call of the system has an error of its own.
            var refused = new Win32Exception();
            if (!process.HasExited)
            {
                CloseHandle(handle);
                throw refused;
            }
        }

        return new(handle);
    }

    /// <summary>How many of its processes run. The process in which Windows keeps a program's console (conhost) is not counted: the program
    /// did not start it, and it may end a little later than the program.</summary>
    public int Running
    {
        get
        {
            lock (closing)
            {
                if (handle == 0)
                    return 0;

                _ = QueryInformationJobObject(handle, ProcessIds, out var list, Marshal.SizeOf<List>(), 0);
                return list.First().Count(id => Name((int)id) is { } name && name != "conhost");
            }
        }
    }

    /// <summary>The name of a process; null if it has ended.</summary>
    private static string? Name(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            return running.ProcessName;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Ends all of its processes.</summary>
    public void Kill()
    {
        lock (closing)
        {
            if (handle != 0)
                _ = TerminateJobObject(handle, 1);
        }
    }

    public void Dispose()
    {
        lock (closing)
        {
            if (handle != 0)
                CloseHandle(handle);
            handle = 0;
        }
    }

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint CreateJobObject(nint security, string? name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(nint job, int what, ref Limits limits, int length);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryInformationJobObject(nint job, int what, out List list, int length, nint needed);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(nint job, nint process);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateJobObject(nint job, uint exitCode);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseHandle(nint handle);

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION, of which only the flags are used.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public long ProcessTime;
        public long JobTime;
        public uint Flags;
        public nuint LeastWorkingSet;
        public nuint MostWorkingSet;
        public uint MostProcesses;
        public nuint Affinity;
        public uint Priority;
        public uint Scheduling;
        public ulong ReadOperations;
        public ulong WriteOperations;
        public ulong OtherOperations;
        public ulong ReadBytes;
        public ulong WrittenBytes;
        public ulong OtherBytes;
        public nuint ProcessMemory;
        public nuint JobMemory;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }

    /// <summary>JOBOBJECT_BASIC_PROCESS_ID_LIST, with room for a few ids: it only has to show whether processes are left. If there are
    /// more, the call fails, but still fills the list.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct List
    {
        public uint Assigned;
        public uint Count;
        public Ids Ids;

        public readonly nuint[] First() => ((ReadOnlySpan<nuint>)Ids)[..(int)Math.Min(Count, MostListed)].ToArray();
    }

    [InlineArray(MostListed)]
    private struct Ids
    {
        private nuint first;
    }
}
