namespace Kata.Machine;

/// <summary>Error numbers as Linux has them (errno(3)), the same on x64 and arm64.</summary>
public static class ErrorNumbers
{
    public const int Interrupted = 4; // EINTR
    public const int TryAgain = 11; // EAGAIN
    public const int NoMemory = 12; // ENOMEM
    public const int AccessDenied = 13; // EACCES
    public const int TooManyFilesOfAll = 23; // ENFILE
    public const int TooManyFiles = 24; // EMFILE
    public const int NoRoom = 28; // ENOSPC
    public const int AddressFamilyNotSupported = 97; // EAFNOSUPPORT
    public const int AddressNotAvailable = 99; // EADDRNOTAVAIL
    public const int NetworkDown = 100; // ENETDOWN
    public const int NetworkUnreachable = 101; // ENETUNREACH
    public const int ConnectionAborted = 103; // ECONNABORTED
    public const int ConnectionReset = 104; // ECONNRESET
    public const int TimedOut = 110; // ETIMEDOUT
    public const int HostUnreachable = 113; // EHOSTUNREACH
    public const int NoQuota = 122; // EDQUOT
}
