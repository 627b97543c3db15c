/// <summary>Error numbers of connect, as Linux has them (connect(2), errno(3)).</summary>
internal static class Errors
{
    public const int AccessDenied = 13;
    public const int AddressFamilyNotSupported = 97;
    public const int AddressNotAvailable = 99;
    public const int NetworkDown = 100;
    public const int NetworkUnreachable = 101;
    public const int ConnectionAborted = 103;
    public const int ConnectionReset = 104;
    public const int TimedOut = 110;
    public const int HostUnreachable = 113;
}
