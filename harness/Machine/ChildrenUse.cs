using System.Runtime.InteropServices;

namespace Kata.Machine;

/// <summary>How long processors have worked for the ended children of this process, and for their children in turn (getrusage(2)). A
/// program's time includes all processes that it has started and that were waited for.</summary>
internal static partial class ChildrenUse
{
    private const int OfChildren = -1; // RUSAGE_CHILDREN

    /// <summary>Their time so far. Zero on Windows, which does not count the time of ended children for their parent.</summary>
    public static TimeSpan Worked => !OperatingSystem.IsWindows() && GetUsage(OfChildren, out var usage) == 0
        ? usage.User.Time + usage.System.Time
        : TimeSpan.Zero;

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int whose, out Usage usage);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Moment
    {
        private readonly nint seconds;
        private readonly nint microseconds;

        // On macOS the microseconds have only 32 bits: the upper half of this field is not written.
        public TimeSpan Time => TimeSpan.FromSeconds(seconds) + TimeSpan.FromMicroseconds((uint)microseconds);
    }

    /// <summary>Two times, and fourteen counts that are not used here.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private readonly struct Usage
    {
        public readonly Moment User;
        public readonly Moment System;
    }
}
