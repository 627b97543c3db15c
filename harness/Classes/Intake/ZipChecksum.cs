namespace Kata.Classes.Intake;

/// <summary>The checksum that a zip has of each file: CRC-32 (APPNOTE.TXT §4.4.7). <see cref="System.IO.Compression.ZipArchive"/> does not
/// look at it, and ends a file where the stated length ends.</summary>
internal static class ZipChecksum
{
    private const uint Polynomial = 0xEDB88320; // reversed

    private static readonly uint[] OfByte = [.. Enumerable.Range(0, 256).Select(value => Divided((uint)value))];

    public static uint Of(ReadOnlySpan<byte> content)
    {
        var sum = uint.MaxValue;
        foreach (var value in content)
            sum = OfByte[(byte)sum ^ value] ^ (sum >> 8);
        return ~sum;
    }

    private static uint Divided(uint rest)
    {
        for (var bit = 0; bit < 8; bit++)
            rest = (rest & 1) == 0 ? rest >> 1 : (rest >> 1) ^ Polynomial;
        return rest;
    }
}
