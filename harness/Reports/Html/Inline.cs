using System.Security.Cryptography;
using System.Text;

namespace Kata.Reports.Html;

/// <summary>A style sheet or a script of ours that stands in a page, and the hash by which the page's policy lets it in (CSP Level
/// 3).</summary>
internal sealed class Inline
{
    private Inline(string text) => (Text, Hash) = (text, $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");

    public string Text { get; }

    public string Hash { get; }

    public Markup Markup => Markup.Trusted(Text);

    /// <summary>Reads embedded files, one after the other.</summary>
    public static Inline Read(params IEnumerable<string> names) => new(string.Concat(names.Select(ReadOne)));

    private static string ReadOne(string name)
    {
        using var reader = new StreamReader(typeof(Inline).Assembly.GetManifestResourceStream(name)!);
        // The parser of a page makes CR LF to LF before anything is hashed (HTML, §13.2.3.5).
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
