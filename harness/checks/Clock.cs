using System.Buffers.Binary;

/// <summary>Moments as the time service tells them (RFC 868).</summary>
internal static class Clock
{
    /// <summary>Seconds after 1900 at which 32 bits are used up: 2036-02-07 06:28:16 UTC.</summary>
    public const long Wrap = 1L << 32;

    /// <summary>The chapter's own moment: <c>Tue Sep 18 13:53:23 2012</c>.</summary>
    public static readonly long ChaptersMoment = At(2012, 9, 18, 13, 53, 23);

    /// <summary>Seconds from 1900-01-01 00:00 UTC to this moment (UTC).</summary>
    public static long At(int year, int month, int day, int hour, int minute, int second) =>
        (long)(new DateTime(year, month, day, hour, minute, second) - new DateTime(1900, 1, 1)).TotalSeconds;

    /// <summary>Writes a time zone that is always so far from UTC (RFC 8536, version 1): one that is there on every
    /// machine.</summary>
    /// <returns>What the variable TZ has to be.</returns>
    public static string ZoneFile(string folder, TimeSpan offset)
    {
        const int Header = 44, TypeCount = 36, NameLength = 40;

        var zone = new byte[Header + 6 + 4];
        "TZif"u8.CopyTo(zone);
        zone[TypeCount + 3] = 1;
        zone[NameLength + 3] = 4;
        BinaryPrimitives.WriteInt32BigEndian(zone.AsSpan(Header), (int)offset.TotalSeconds);
        "KATA"u8[..3].CopyTo(zone.AsSpan(Header + 6));

        var file = Path.Combine(folder, "zone");
        File.WriteAllBytes(file, zone);
        return file;
    }
}
