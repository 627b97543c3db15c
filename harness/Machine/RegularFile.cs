using System.Runtime.InteropServices;

namespace Kata.Machine;

/// <summary>Files as a student writes them. A named pipe or a device only looks like a file. It may have no end, or not even a
/// beginning: opening such a pipe waits until another process writes to it (fifo(7)).</summary>
internal static partial class RegularFile
{
    // statx(2): of Linux since 4.11, the same on every processor.
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeWanted = 1; // STATX_TYPE
    private const uint LinksWanted = 4; // STATX_NLINK
    private const int SizeOfStatx = 256;
    private const int LinksOffset = 16; // stx_nlink
    private const int ModeOffset = 28; // stx_mode
    private const int TypeMask = 0xF000; // S_IFMT
    private const int Regular = 0x8000; // S_IFREG
    private const int Folder = 0x4000; // S_IFDIR
    private const int Link = 0xA000; // S_IFLNK

    /// <summary>The text of a file.</summary>
    /// <exception cref="IOException">It is not a regular file, or cannot be read.</exception>
    public static string ReadAllText(string path)
    {
        Require(path);
        return File.ReadAllText(path);
    }

    /// <exception cref="IOException">There is something else in its place.</exception>
    public static void Require(string path)
    {
        if (OperatingSystem.IsLinux() && TypeOf(path) is { } type && type != Regular)
            throw new IOException($"{path} is a pipe, a device or the like, and no file that holds a program: remove it");
    }

    /// <summary>Whether a regular file is there, and no link, pipe or device in its place.</summary>
    public static bool Is(string path) => OperatingSystem.IsLinux()
        ? TypeOf(path, NoFollow) == Regular
        : new FileInfo(path) is { Exists: true, LinkTarget: null };

    /// <summary>Whether a pipe, a socket or a device is there, which cannot be read to an end. Links are not followed.</summary>
    public static bool IsSpecial(string path) =>
        OperatingSystem.IsLinux() && TypeOf(path, NoFollow) is not (null or Regular or Folder or Link);

    /// <summary>Why a file in a stranger's folder is not taken: it is a link, a pipe or a device, or has a second name elsewhere.</summary>
    /// <returns>Null if it is a file of its own.</returns>
    public static string? WhyNotOwn(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.ResolveLinkTarget(path, returnFinalTarget: false) is null ? null : "a link";

        var found = new byte[SizeOfStatx];
        if (Statx(CurrentFolder, path, NoFollow, TypeWanted | LinksWanted, found) != 0)
            return "it cannot be looked at";

        return (BitConverter.ToUInt16(found, ModeOffset) & TypeMask) switch
        {
            Link => "a link",
            Regular => BitConverter.ToUInt32(found, LinksOffset) == 1 ? null
                : "a file with a second name elsewhere (a hard link): copy it instead",
            _ => "a pipe, a device or the like",
        };
    }

    /// <returns>Null if nothing is known: the file is not there, or may not be looked at. Reading it will show which.</returns>
    private static int? TypeOf(string path, int flags = 0)
    {
        var found = new byte[SizeOfStatx];
        return Statx(CurrentFolder, path, flags, TypeWanted, found) == 0 ? BitConverter.ToUInt16(found, ModeOffset) & TypeMask : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> found);
}
