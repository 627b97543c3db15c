using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Kata.Support;

/// <summary>Can take from this process the right to open anything more, sockets included. Programs see what they would
/// see on a machine that has run out: «Too many open files» (EMFILE, socket(2)). On Windows it takes the right to sockets alone.</summary>
public static class Descriptors
{
    /// <summary>A check sets it to 1 for a program that is to start with no descriptor left.</summary>
    public const string Variable = "KATA_NO_MORE_SOCKETS";

    private const int OpenFiles = 7; // RLIMIT_NOFILE on Linux

    private static readonly List<Socket> Held = [];

    private static Limit? before;

    /// <summary>From now on nothing can be opened. Linux and Windows only; elsewhere all stays as it is.</summary>
    public static void Withhold()
    {
        if (WindowsAnswers.AreThinkable)
            WindowsAnswers.RefuseSockets();
        if (!OperatingSystem.IsLinux())
            return;

        LoadAll(typeof(Descriptors).Assembly);
        WriteNothing();
        StartThreads();
        if (GetLimit(OpenFiles, out var limit) != 0)
            return;

        // A new descriptor is the lowest free number (socket(2)), so the limit goes there. Not to 0: poll(2) then
        // refuses even what is open, and the runtime needs it.
        using (var lowest = NewSocket())
            _ = SetLimit(OpenFiles, limit with { Current = (nuint)lowest.Handle });
        before = limit;
        AppDomain.CurrentDomain.UnhandledException += (_, _) => GiveBack();
        UseUp();
    }

    /// <summary>Allows what was allowed before: a blank, and an exception that nobody caught, have files to read to say
    /// where they are.</summary>
    public static void GiveBack()
    {
        if (before is { } limit)
            _ = SetLimit(OpenFiles, limit);
    }

    /// <summary>Loading an assembly opens its file, and would fail later in place of the socket.</summary>
    private static void LoadAll(Assembly first)
    {
        var loaded = new HashSet<string> { first.FullName! };
        var left = new Queue<Assembly>([first]);
        while (left.TryDequeue(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies().Where(name => loaded.Add(name.FullName)))
                left.Enqueue(Assembly.Load(name));
        }
    }

    /// <summary>The console opens its two outputs, and what it knows of the terminal, when it is first written to.</summary>
    private static void WriteNothing()
    {
        Console.Out.Flush();
        Console.Error.Flush();
        Console.OpenStandardOutput().Write([]);
    }

    /// <summary>The first timer starts a thread, and the pool its first one, which the runtime cannot do later: it gives up
    /// (SIGABRT).</summary>
    private static void StartThreads() => Task.Delay(1).Wait();

    /// <summary>Takes any number below the limit that another thread has freed meanwhile.</summary>
    private static void UseUp()
    {
        try
        {
            while (true)
                Held.Add(NewSocket());
        }
        catch (SocketException)
        {
            // None left, as intended.
        }
    }

    private static Socket NewSocket() => new(SocketType.Stream, ProtocolType.Tcp);

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int GetLimit(int resource, out Limit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit
    {
        public nuint Current { get; init; }

        public nuint Maximum { get; init; }
    }
}
