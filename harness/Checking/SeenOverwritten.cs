using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>As many bytes printed as came, and not the same: what a buffer shows that is filled again too early.</summary>
public static class SeenOverwritten
{
    /// <summary>So many bytes in a row are not the same by chance.</summary>
    private const int Enough = 8;

    /// <summary>For the last argument of <c>Assert.That</c>; null if it was not seen.</summary>
    /// <param name="printed">What the program has made of the answer.</param>
    public static string? HintFor(ReadOnlySpan<byte> printed, Transcript seen)
    {
        var came = seen.SentOn(1);
        if (AreZeros(printed, came))
            return "At the first difference zero bytes were printed in place of those that came. From where in its buffer does the program print, and "
                + "where does Receive put the next bytes?";

        return printed.Length == came.Length
            && seen.Of(EventKind.Sent).Where(e => e.Connection == 1).Sum(e => e.Bytes) == came.Length
            && !IsAnotherForm(printed, came)
            && !IsShifted(printed, came)
                ? $"{Amount.Of(came.Length, "byte")} came, as many were printed, and they are not the same. Is a buffer filled again "
                    + "before what was in it has been printed?"
                : null;
    }

    private static bool AreZeros(ReadOnlySpan<byte> printed, ReadOnlySpan<byte> came)
    {
        var same = printed.CommonPrefixLength(came);
        return same + Enough <= Math.Min(printed.Length, came.Length)
            && !printed.Slice(same, Enough).ContainsAnyExcept((byte)0)
            && !came.Slice(same, Enough).Contains((byte)0);
    }

    /// <summary>Whether it is the same, or has bytes that never came: then they were changed on the way, and not mixed up.</summary>
    private static bool IsAnotherForm(ReadOnlySpan<byte> printed, byte[] came)
    {
        var all = new int[256];
        foreach (var one in came)
            all[one]++;
        foreach (var one in printed)
        {
            if (all[one] == 0)
                return true;
        }

        return printed.SequenceEqual(came) || printed.Count((byte)'?') != all['?'];
    }

    /// <summary>Whether a byte is missing or too many at the first difference: then another one makes up for it.</summary>
    private static bool IsShifted(ReadOnlySpan<byte> printed, ReadOnlySpan<byte> came)
    {
        var same = printed.CommonPrefixLength(came);
        return IsNext(printed[same..], came[same..]) || IsNext(came[same..], printed[same..]);
    }

    private static bool IsNext(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        other.Length <= Enough || one.StartsWith(other.Slice(1, Enough));
}
