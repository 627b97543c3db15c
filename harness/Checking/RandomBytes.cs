namespace Kata.Checking;

/// <summary>Bytes that no program can know in advance, and that are no text.</summary>
public static class RandomBytes
{
    /// <summary>What a text would not survive: a byte-order mark, line ends of all kinds, a zero, and what is no UTF-8.</summary>
    private static readonly byte[] First = [0xEF, 0xBB, 0xBF, 0x0D, 0x0A, 0x0D, 0x00, 0xFF, 0x1A];

    /// <summary>What is taken away from the end of a text, or for the rest of a buffer.</summary>
    private static readonly byte[] Last = [0x20, 0x0D, 0x0A, 0x1A, 0x00, 0x00];

    /// <param name="count">How many bytes.</param>
    public static byte[] Of(int count)
    {
        var bytes = new byte[count];
        Chance.Source.NextBytes(bytes);
        First.AsSpan(0, Math.Min(count, First.Length)).CopyTo(bytes);
        if (count >= First.Length + Last.Length)
            Last.CopyTo(bytes.AsSpan(count - Last.Length));
        return bytes;
    }
}
