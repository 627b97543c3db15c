using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kata.Results;

/// <summary>A hash of texts that a stranger wrote: equal only for the same texts in the same order. Each text counts with its length and
/// all its UTF-16 code units, so that no text can look like two others, and halves of surrogate pairs differ.</summary>
internal static class TextHash
{
    /// <returns>In hexadecimal digits.</returns>
    public static string Of(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(BitConverter.GetBytes(text.Length));
            hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
