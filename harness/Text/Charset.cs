using System.Text;

namespace Kata.Text;

/// <summary>A console whose charset lacks our signs, as ISO 8859-1 and ASCII do: each is written as one that it has, since ✓ and ✗ would
/// both be a question mark there.</summary>
internal static class Charset
{
    private const string Replaced = "✓+✗x·.›>–-—-…~█#░.│|─-▶>◀<▲^▼v┌+┐+└+┘+├+┤+═=‹<’'“\"”\"«\"»\"→>←<␍r␊n␉t";

    private static readonly Dictionary<char, string> Signs = Replaced.Chunk(2).ToDictionary(pair => pair[0], pair => $"{pair[1]}");

    /// <summary>The console's output, such that nothing of ours is lost.</summary>
    public static TextWriter Output() => IsUnicode(Console.OutputEncoding)
        ? Console.Out
        : new StreamWriter(Console.OpenStandardOutput(), Of(Console.OutputEncoding)) { AutoFlush = true };

    /// <summary>The same charset, with other signs for those that it lacks.</summary>
    public static Encoding Of(Encoding encoding) =>
        IsUnicode(encoding) ? encoding : Encoding.GetEncoding(encoding.CodePage, new Fallback(), DecoderFallback.ReplacementFallback);

    // UTF-16, UTF-32 and UTF-8, by their numbers.
    private static bool IsUnicode(Encoding encoding) => encoding.CodePage is 1200 or 1201 or 12000 or 12001 or 65001;

    private sealed class Fallback : EncoderFallback
    {
        public override int MaxCharCount => 1;

        public override EncoderFallbackBuffer CreateFallbackBuffer() => new Sign();
    }

    /// <summary>Gives the encoder what stands for a sign.</summary>
    private sealed class Sign : EncoderFallbackBuffer
    {
        private string text = "";
        private int next;

        public override int Remaining => text.Length - next;

        public override bool Fallback(char unknown, int index)
        {
            (text, next) = (Signs.GetValueOrDefault(unknown, "?"), 0);
            return true;
        }

        public override bool Fallback(char high, char low, int index)
        {
            (text, next) = ("?", 0);
            return true;
        }

        public override char GetNextChar() => next < text.Length ? text[next++] : '\0';

        public override bool MovePrevious()
        {
            if (next == 0)
                return false;

            next--;
            return true;
        }

        public override void Reset() => (text, next) = ("", 0);
    }
}
