using System.Text;

namespace Kata.Checking;

/// <summary>Texts that no program can know in advance.</summary>
public static class RandomText
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const int WordLength = 8;
    private const int LineLength = 72;

    /// <summary>Eight small letters.</summary>
    public static string Word() => Chance.Source.GetString(Letters, WordLength);

    /// <summary>Lines of ASCII words.</summary>
    /// <param name="length">Characters, which are as many bytes.</param>
    public static string OfLength(int length)
    {
        var text = new StringBuilder(length + LineLength);
        while (text.Length < length)
            text.Append(Chance.Source.GetString(Letters + "    ", LineLength - 1)).Append('\n');

        text.Length = length;
        return text.ToString();
    }
}
