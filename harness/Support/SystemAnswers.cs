using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Kata.Support;

/// <summary>Answers in this process what the system would answer to a lookup and to a connect, so that a check can have a
/// name with the addresses that it wants, and errors that no system gives on demand. On Linux with an x64 processor a function of
/// the runtime's native library is led to one of ours, by a jump at its beginning; for Windows see
/// <see cref="WindowsAnswers"/>.</summary>
public static class SystemAnswers
{
    /// <summary>Names as in <c>here.example=127.0.0.5+::1,gone.example=!3,slow.example=900ms+::1</c>: addresses in their order, perhaps
    /// behind the time that the lookup takes, or the error of the lookup (<see cref="LookupError"/>). Every other name is then
    /// unknown.</summary>
    public const string NamesVariable = "KATA_NAMES";

    /// <summary>The error number (errno(3)) of every connect: a number of Linux, on every system.</summary>
    public const string ConnectVariable = "KATA_CONNECT_ERROR";

    private const string LookupFunction = "SystemNative_GetHostEntryForName";
    private const string ConnectFunction = "SystemNative_Connect";
    private const int ReadExecute = 1 | 4, ReadWriteExecute = 1 | 2 | 4; // PROT_READ, PROT_WRITE, PROT_EXEC

    // Native code has their addresses: they must not be collected.
    private static Lookup? lookup;
    private static Connect? connect;
    private static Dictionary<string, string> names = [];
    private static int connectError;

    private delegate int Lookup(IntPtr name, int family, IntPtr entry);

    private delegate int Connect(IntPtr socket, IntPtr address, int length);

    private delegate int Convert(int error);

    /// <summary>Whether this system lets a process do that, so far as can be told without doing it.</summary>
    public static bool ArePossible { get; } =
        WindowsAnswers.AreThinkable
        || OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && MayWrite(LookupFunction);

    /// <summary>Begins to answer, if a check has asked for it.</summary>
    internal static void Begin()
    {
        if (Prepared.Value(NamesVariable) is { Length: > 0 } list && ArePossible)
        {
            names = list.Split(',').Select(entry => entry.Split('=')).ToDictionary(entry => entry[0], entry => entry[1]);
            if (WindowsAnswers.AreThinkable)
                WindowsAnswers.AnswerLookups(Find);
            else
                Lead(LookupFunction, Marshal.GetFunctionPointerForDelegate(lookup = LookUp));
        }

        if (Prepared.Value(ConnectVariable) is { Length: > 0 } number && ArePossible)
            RefuseConnects(int.Parse(number, CultureInfo.InvariantCulture));
    }

    private static void RefuseConnects(int error)
    {
        if (WindowsAnswers.AreThinkable)
        {
            WindowsAnswers.RefuseConnects(error);
            return;
        }

        var convert = Marshal.GetDelegateForFunctionPointer<Convert>(Export("SystemNative_ConvertErrorPlatformToPal"));
        connectError = convert(error);
        Lead(ConnectFunction, Marshal.GetFunctionPointerForDelegate(connect = (_, _, _) => connectError));
    }

    /// <summary>What the lookup of a name gives, after the time that it takes.</summary>
    private static Answer Find(string name)
    {
        if (!names.TryGetValue(name, out var answer))
            return new(name, LookupError.HostNotFound, []);
        if (answer.StartsWith('!'))
            return new(name, (LookupError)int.Parse(answer.AsSpan(1), CultureInfo.InvariantCulture), []);

        string[] parts = answer.Split('+');
        if (parts[0].EndsWith("ms", StringComparison.Ordinal))
        {
            Thread.Sleep(int.Parse(parts[0].AsSpan(..^2), CultureInfo.InvariantCulture));
            parts = parts[1..];
        }

        return new(name, null, [.. parts.Select(text => IPAddress.Parse(text))]);
    }

    /// <summary>Fills a HostEntry (pal_networking.h), which the runtime gives back with free(3).</summary>
    private static int LookUp(IntPtr name, int family, IntPtr entry)
    {
        const int AddressLength = 24, FamilyAt = 16, ScopeAt = 20; // of an IPAddress: 16 bytes, then two numbers
        const int Any = 0; // the other families have the numbers of AddressFamily

        var answer = Find(Marshal.PtrToStringUTF8(name) ?? "");
        if (answer.Error is { } error)
            return (int)error;

        var addresses = Array.FindAll(answer.Addresses, address => family == Any || family == (int)address.AddressFamily);
        if (addresses.Length == 0)
            return (int)LookupError.HostNotFound;

        var list = Allocate(addresses.Length * AddressLength);
        for (var i = 0; i < addresses.Length; i++)
        {
            var bytes = addresses[i].GetAddressBytes();
            Marshal.Copy(new byte[AddressLength], 0, list + (i * AddressLength), AddressLength);
            Marshal.Copy(bytes, 0, list + (i * AddressLength), bytes.Length);
            Marshal.WriteInt32(list, (i * AddressLength) + FamilyAt, bytes.Length == 16 ? 1 : 0);
            Marshal.WriteInt32(list, (i * AddressLength) + ScopeAt, 0);
        }

        var canonical = Encoding.UTF8.GetBytes($"{answer.Name}\0");
        var written = Allocate(canonical.Length);
        Marshal.Copy(canonical, 0, written, canonical.Length);

        Marshal.WriteIntPtr(entry, 0, written);
        Marshal.WriteIntPtr(entry, IntPtr.Size, IntPtr.Zero);
        Marshal.WriteIntPtr(entry, 2 * IntPtr.Size, list);
        Marshal.WriteInt32(entry, 3 * IntPtr.Size, addresses.Length);
        return 0;
    }

    /// <summary>Writes a jump to an address over the beginning of a function: mov rax, address; jmp rax.</summary>
    private static void Lead(string function, IntPtr address)
    {
        byte[] jump = [0x48, 0xB8, .. BitConverter.GetBytes(address.ToInt64()), 0xFF, 0xE0];
        var at = Export(function);
        if (Protect(at, ReadWriteExecute))
            Marshal.Copy(jump, 0, at, jump.Length);
    }

    private static bool MayWrite(string function)
    {
        var at = Export(function);
        return Protect(at, ReadWriteExecute) && Protect(at, ReadExecute);
    }

    /// <summary>Of the page with a place in it, and of the next one.</summary>
    private static bool Protect(IntPtr place, int protection)
    {
        var page = Environment.SystemPageSize;
        return ChangeProtection(place & ~(IntPtr)(page - 1), (UIntPtr)(2 * page), protection) == 0;
    }

    private static IntPtr Export(string function) => NativeLibrary.GetExport(
        NativeLibrary.Load(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so")), function);

    /// <summary>What the lookup of a name gives: an error or addresses.</summary>
    internal sealed record Answer(string Name, LookupError? Error, IPAddress[] Addresses);

    [DllImport("libc", EntryPoint = "malloc")]
    private static extern IntPtr Allocate(nint size);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int ChangeProtection(IntPtr page, UIntPtr length, int protection);
}

/// <summary>How a lookup fails, as the runtime's native library numbers it (pal_networking.h).</summary>
public enum LookupError
{
    TryAgain = 1,
    NoRecovery = 3,
    HostNotFound = 5,
}
