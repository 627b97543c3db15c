using System.Text;

namespace Kata.Checking;

/// <summary>Texts that no program can know in advance.</summary>
public static class RandomText
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const int WordLength = 8;
    /// <summary>The bytes of each line of <see cref="OfLength"/>, its line end included.</summary>
    public const int LineLength = 72;

    /// <summary>Of one to four bytes in UTF-8, among them a combining one, and the byte-order mark where it is none.</summary>
    private static readonly Rune[] Characters = [.. "abcxyz019.,;:{}% äöüßñЖ€→中文\u0301\uFEFF🧵🦊𝄞".EnumerateRunes()];

    /// <summary>Eight small letters.</summary>
    public static string Word() => Chance.Source.GetString(Letters, WordLength);

    /// <summary>A name that a service may have: letters, a digit and a hyphen (RFC 6335 section 5.1).</summary>
    public static string ServiceName() =>
        $"{Chance.Source.GetString(Letters, 3)}X{Chance.Source.Next(10)}-{Chance.Source.GetString(Letters, 4)}";

    /// <summary>A path with letters of both cases, a query, two slashes at its beginning, <c>..</c>, <c>%41</c>, <c>+</c> and braces: a
    /// program sends it as it is.</summary>
    public static string Path() => $"//{Word()}/../{Word().ToUpperInvariant()}{Word()}?{Word()}=%41+b&C={{0}}";

    /// <summary>An address of this machine that hardly any other program uses, for machines that have many.</summary>
    /// <param name="last">Its last number; any if it is null.</param>
    public static string LoopbackAddress(int? last = null) =>
        $"127.{Chance.Source.Next(1, 255)}.{Chance.Source.Next(1, 255)}.{last ?? Chance.Source.Next(1, 255)}";

    /// <summary>A path that is longer than the room that a program may have made for it: 5,000 letters.</summary>
    public static string LongPath() => $"/{Chance.Source.GetString(Letters, 5_000)}";

    /// <summary>One line with a space at both ends and characters of one to four bytes. A program that trims or normalizes it,
    /// counts characters for bytes, or decodes it as another encoding or in pieces has another text.</summary>
    /// <param name="length">Characters, at least 6; some of them are two in a string.</param>
    public static string Telling(int length = 12) =>
        $" äe\u0301{string.Concat(Chance.Source.GetItems(Characters, length - 6))}🧵 ";

    /// <summary>Lines of ASCII words, with braces, which break a program that takes text for a format.</summary>
    /// <param name="length">Characters, which are as many bytes.</param>
    public static string OfLength(int length)
    {
        var text = new StringBuilder(length + LineLength);
        while (text.Length < length)
            text.Append(Chance.Source.GetString(Letters + "   {}", LineLength - 1)).Append('\n');

        text.Length = length;
        return text.ToString();
    }
}
