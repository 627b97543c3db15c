using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Kata.Support;

/// <summary>How <see cref="SystemAnswers"/> answers on Windows with an x64 processor: functions of Winsock are led to code of ours, by a
/// jump at their beginning. The runtime calls GetAddrInfoW, WSAConnect, ConnectEx and WSASocketW, which learn.microsoft.com
/// describes.</summary>
internal static class WindowsAnswers
{
    private const string Winsock = "ws2_32.dll";
    private const int GetConnectEx = unchecked((int)0xC8000006); // SIO_GET_EXTENSION_FUNCTION_POINTER
    private const int HostNotFound = 11001, TryAgain = 11002, NoRecovery = 11003, NoSockets = 10024; // WSAHOST_NOT_FOUND …, WSAEMFILE
    private const uint ReadWriteExecute = 0x40, CommitAndReserve = 0x3000; // PAGE_…, MEM_…
    private const int Canonical = 2; // AI_CANONNAME
    private const int IPv4 = 2, IPv6 = 23; // AF_INET, AF_INET6

    /// <summary>WSAID_CONNECTEX of mswsock.h.</summary>
    private static readonly Guid ConnectEx = new("25a207b9-ddf3-4660-8ee9-76e58c74063e");

    /// <summary>Errors of connect by their numbers on Linux, which checks use.</summary>
    private static readonly Dictionary<int, SocketError> Errors = new()
    {
        [13] = SocketError.AccessDenied,
        [97] = SocketError.AddressFamilyNotSupported,
        [99] = SocketError.AddressNotAvailable,
        [100] = SocketError.NetworkDown,
        [101] = SocketError.NetworkUnreachable,
        [103] = SocketError.ConnectionAborted,
        [104] = SocketError.ConnectionReset,
        [110] = SocketError.TimedOut,
        [113] = SocketError.HostUnreachable,
    };

    // Native code has its address: it must not be collected.
    private static Lookup? lookup;
    private static Func<string, SystemAnswers.Answer> answers = _ => throw new InvalidOperationException();

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate int Lookup(IntPtr node, IntPtr service, IntPtr hints, IntPtr result);

    public static bool AreThinkable => OperatingSystem.IsWindows() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static void AnswerLookups(Func<string, SystemAnswers.Answer> how)
    {
        answers = how;
        Lead(Export("GetAddrInfoW"), Marshal.GetFunctionPointerForDelegate(lookup = LookUp));
        // The lists are ours; they are few, and stay.
        Write(Export("FreeAddrInfoW"), [0xC3]); // ret
        // After this error the runtime calls GetAddrInfoW on another thread.
        Write(Export("GetAddrInfoExW"), [0xB8, .. BitConverter.GetBytes(TryAgain), 0xC3]); // mov eax, error; ret
    }

    public static void RefuseConnects(int error)
    {
        var code = (int)Errors[error];
        Lead(Export("WSAConnect"), Failing(code, result: -1));
        Lead(FindConnectEx(), Failing(code, result: 0));
    }

    public static void RefuseSockets() => Lead(Export("WSASocketW"), Failing(NoSockets, result: -1));

    private static int LookUp(IntPtr node, IntPtr service, IntPtr hints, IntPtr result)
    {
        var answer = answers(Marshal.PtrToStringUni(node) ?? "");
        if (answer.Error is { } error)
            return error switch { LookupError.TryAgain => TryAgain, LookupError.NoRecovery => NoRecovery, _ => HostNotFound };

        var (flags, family) = hints == IntPtr.Zero ? (0, 0) : (Marshal.ReadInt32(hints), Marshal.ReadInt32(hints, 4));
        var first = IntPtr.Zero;
        foreach (var address in answer.Addresses.Reverse())
        {
            var bytes = address.GetAddressBytes();
            var its = bytes.Length == 16 ? IPv6 : IPv4;
            if (family == 0 || family == its)
                first = Information(its, bytes, first);
        }

        if (first == IntPtr.Zero)
            return HostNotFound;
        if ((flags & Canonical) != 0)
            Marshal.WriteIntPtr(first, 24, Marshal.StringToHGlobalUni(answer.Name));
        Marshal.WriteIntPtr(result, first);
        return 0;
    }

    /// <summary>An ADDRINFOW (ws2def.h) with its sockaddr_in or sockaddr_in6 behind it.</summary>
    private static IntPtr Information(int family, byte[] address, IntPtr next)
    {
        const int Length = 48, LengthAt = 16, AddressAt = 32, NextAt = 40;
        var socketAddress = new byte[family == IPv6 ? 28 : 16];
        socketAddress[0] = (byte)family;
        address.CopyTo(socketAddress, family == IPv6 ? 8 : 4);

        var made = Marshal.AllocHGlobal(Length + socketAddress.Length);
        Marshal.Copy(new byte[Length], 0, made, Length);
        Marshal.WriteInt32(made, 4, family);
        Marshal.WriteIntPtr(made, LengthAt, socketAddress.Length);
        Marshal.WriteIntPtr(made, AddressAt, made + Length);
        Marshal.WriteIntPtr(made, NextAt, next);
        Marshal.Copy(socketAddress, 0, made + Length, socketAddress.Length);
        return made;
    }

    private static IntPtr FindConnectEx()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var pointer = new byte[IntPtr.Size];
        socket.IOControl(GetConnectEx, ConnectEx.ToByteArray(), pointer);
        return checked((IntPtr)BitConverter.ToInt64(pointer));
    }

    /// <summary>A function that sets the last error and returns a result. In native code: the runtime's own way back from a delegate may
    /// change the last error.</summary>
    private static IntPtr Failing(int error, int result)
    {
        var setLastError = NativeLibrary.GetExport(NativeLibrary.Load("kernel32.dll"), "SetLastError");
        byte[] code =
        [
            0x48, 0x83, 0xEC, 0x28, // sub rsp, 40
            0xB9, .. BitConverter.GetBytes(error), // mov ecx, error
            0x48, 0xB8, .. BitConverter.GetBytes(setLastError.ToInt64()), // mov rax, SetLastError
            0xFF, 0xD0, // call rax
            0x48, 0x83, 0xC4, 0x28, // add rsp, 40
            0x48, 0xC7, 0xC0, .. BitConverter.GetBytes(result), // mov rax, result
            0xC3, // ret
        ];
        var place = Allocate(IntPtr.Zero, (nuint)code.Length, CommitAndReserve, ReadWriteExecute);
        Marshal.Copy(code, 0, place, code.Length);
        return place;
    }

    private static void Lead(IntPtr function, IntPtr address) =>
        Write(function, [0x48, 0xB8, .. BitConverter.GetBytes(address.ToInt64()), 0xFF, 0xE0]); // mov rax, address; jmp rax

    private static void Write(IntPtr function, byte[] code)
    {
        if (!ChangeProtection(function, (nuint)code.Length, ReadWriteExecute, out var before))
            throw new PlatformNotSupportedException(string.Create(
                CultureInfo.InvariantCulture, $"Winsock cannot be changed here: error {Marshal.GetLastPInvokeError()}"));

        Marshal.Copy(code, 0, function, code.Length);
        _ = ChangeProtection(function, (nuint)code.Length, before, out _);
        _ = FlushInstructionCache(-1, function, (nuint)code.Length); // -1: this process
    }

    private static IntPtr Export(string function) => NativeLibrary.GetExport(NativeLibrary.Load(Winsock), function);

    [DllImport("kernel32", EntryPoint = "VirtualAlloc")]
    private static extern IntPtr Allocate(IntPtr where, nuint length, uint how, uint protection);

    [DllImport("kernel32", EntryPoint = "VirtualProtect", SetLastError = true)]
    private static extern bool ChangeProtection(IntPtr where, nuint length, uint protection, out uint before);

    [DllImport("kernel32", EntryPoint = "FlushInstructionCache")]
    private static extern bool FlushInstructionCache(IntPtr process, IntPtr where, nuint length);
}
