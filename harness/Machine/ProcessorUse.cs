using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;

namespace Kata.Machine;

/// <summary>How long processors have worked for a process, and how long it has waited for them. The counters of threads that have ended are
/// kept. Elsewhere than on Linux only the work is known.</summary>
/// <param name="id">Its id as this process sees it, while it runs; null when it has ended, or is not known.</param>
internal sealed class ProcessorUse(Func<int?> id)
{
    /// <summary>What .NET calls its thread that compiles methods a second time, so far as the system keeps the name. A program does not
    /// wait for it.</summary>
    private const string SecondCompiler = ".NET Tiered Com";

    private readonly Dictionary<int, (long Worked, long Waited)> threads = [];
    private readonly HashSet<int> asked = [];
    private readonly HashSet<int> compilers = [];
    private TimeSpan worked;

    /// <summary>How long processors have worked for it.</summary>
    public TimeSpan Worked => OperatingSystem.IsLinux() ? Nanoseconds(threads.Values.Sum(thread => thread.Worked)) : worked;

    /// <summary>How long its threads waited for a processor, except the thread that compiles methods a second time. A stopped program does
    /// not wait for one: it may have stopped itself.</summary>
    public TimeSpan Waited => Nanoseconds(threads.Sum(thread => compilers.Contains(thread.Key) ? 0 : thread.Value.Waited));

    /// <summary>Reads the counters. A process that has ended has no counters; the last values remain.</summary>
    public void Read()
    {
        try
        {
            if (id() is not { } running)
                return;
            if (OperatingSystem.IsLinux())
                ReadThreads(running);
            else
                ReadWork(running);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException
            or InvalidOperationException or Win32Exception)
        {
        }
    }

    private void ReadWork(int running)
    {
        using var process = Process.GetProcessById(running);
        worked = process.TotalProcessorTime;
    }

    private void ReadThreads(int running)
    {
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{running}/task"))
            ReadThread(int.Parse(Path.GetFileName(thread.AsSpan())), $"{thread}/schedstat");
    }

    // "WORKED WAITED TURNS", in nanoseconds (proc(5), /proc/PID/schedstat).
    private void ReadThread(int thread, string path)
    {
        try
        {
            ReadOnlySpan<byte> text = File.ReadAllBytes(path);
            if (!Utf8Parser.TryParse(text, out long worked, out var length)
                || !Utf8Parser.TryParse(text[(length + 1)..], out long waited, out _))
                return;

            // A thread names itself when it has begun to run.
            if (worked > 0 && threads.ContainsKey(thread) && asked.Add(thread) && Name(path) == SecondCompiler)
                compilers.Add(thread);
            threads[thread] = (worked, waited);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string Name(string schedule) => File.ReadAllText(Path.Combine(Path.GetDirectoryName(schedule)!, "comm")).TrimEnd();

    private static TimeSpan Nanoseconds(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / 100);
}
