using System.Buffers.Binary;

namespace Kata.Text;

/// <summary>Messages with their length in front, four bytes and big-endian: the length is shown as numbers, what
/// follows as text.</summary>
internal static class Framed
{
    private const int HeaderBytes = 4;

    // Two bytes of zero at the beginning are hardly ever anything else.
    private const int MostBytes = ushort.MaxValue;

    /// <summary>One element for each character and length; null if these are not such messages, of text. The last may
    /// be cut.</summary>
    public static IReadOnlyList<string>? Parts(ReadOnlySpan<byte> data)
    {
        var parts = new List<string>();
        for (var rest = data; rest.Length > 0;)
        {
            if (rest.Length < HeaderBytes || BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length > MostBytes)
                return null;

            var text = rest.Slice(HeaderBytes, (int)Math.Min(length, rest.Length - HeaderBytes));
            if (!Visible.IsText(text))
                return null;

            parts.Add($"{(parts.Count == 0 ? "" : " ")}{Numbers(rest[..HeaderBytes])} ");
            parts.AddRange(Visible.Parts(text));
            rest = rest[(HeaderBytes + text.Length)..];
        }

        return parts;
    }

    private static string Numbers(ReadOnlySpan<byte> bytes) => string.Join(' ', bytes.ToArray().Select(b => $"{b:X2}"));
}
