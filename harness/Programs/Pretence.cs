using System.Net;
using System.Net.Sockets;
using Kata.Machine;
using Kata.Support;

namespace Kata.Programs;

/// <summary>Whether a check can have a program believe what this machine would not tell it: names, errors of connect, a system without
/// sockets (<see cref="SystemAnswers"/>, <see cref="Descriptors"/>).</summary>
public static class Pretence
{
    /// <summary>The command that tries it in a process of its own.</summary>
    internal const string Command = "try-pretence";

    private const string Known = "known.example", Unknown = "unknown.example";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Addresses = ["127.0.0.5", "::1"];

    private static readonly Lazy<bool> OnWindows = new(TryElsewhere);

    /// <summary>Whether names and errors of connect can be prepared.</summary>
    public static bool IsPossible => OperatingSystem.IsWindows() ? OnWindows.Value : SystemAnswers.ArePossible;

    /// <summary>Whether a program can be refused every socket.</summary>
    public static bool IsPossibleForSockets => OperatingSystem.IsWindows() ? OnWindows.Value : OperatingSystem.IsLinux();

    /// <summary>Has another process try it: what guards that machine may end a process that changes functions of the system, and then no
    /// program of a student is to be that process.</summary>
    internal static bool TryElsewhere()
    {
        if (!SystemAnswers.ArePossible)
            return false;

        var start = KataProcess.StartInfo(Command);
        start.Environment[SystemAnswers.NamesVariable] = $"{Known}={string.Join('+', Addresses)},{Unknown}=!{LookupError.NoRecovery:D}";
        start.Environment[SystemAnswers.ConnectVariable] = FormattableString.Invariant($"{ErrorNumbers.NetworkUnreachable}");
        return KataProcess.Succeeds(start, Patience);
    }

    /// <summary>Tries in this process what <see cref="TryElsewhere"/> has prepared for it: whatever a program may call has to be
    /// answered.</summary>
    internal static async Task<bool> Try()
    {
        SystemAnswers.Begin();
        if (!Addresses.SequenceEqual(Dns.GetHostAddresses(Known).Select(address => $"{address}"))
            || !Addresses.SequenceEqual((await Dns.GetHostAddressesAsync(Known)).Select(address => $"{address}"))
            || (await Dns.GetHostEntryAsync(Known, AddressFamily.InterNetwork)).AddressList is not [var first] || $"{first}" != Addresses[0]
            || await Error(async () => await Dns.GetHostEntryAsync(Unknown)) != SocketError.NoRecovery
            || await Error(() => Task.FromResult(Dns.GetHostAddresses("other.example"))) != SocketError.HostNotFound)
            return false;

        var nowhere = new IPEndPoint(IPAddress.Loopback, 9);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (await Error(() => Task.Run(() => socket.Connect(nowhere))) != SocketError.NetworkUnreachable
            || await Error(async () => await other.ConnectAsync(nowhere)) != SocketError.NetworkUnreachable)
            return false;

        Descriptors.Withhold();
        return await Error(() => Task.FromResult(new Socket(SocketType.Stream, ProtocolType.Tcp))) == SocketError.TooManyOpenSockets;
    }

    private static async Task<SocketError> Error(Func<Task> call)
    {
        try
        {
            await call();
            return SocketError.Success;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode;
        }
    }
}
