using System.Text;
using Kata.Results;

namespace Kata.Reports.Html;

/// <summary>A grade, and all that it was judged by, as one HTML file that needs nothing but itself. Written by plain code, not by
/// Razor, whose renderer would bring all of ASP.NET Core into the command.</summary>
public static class HtmlReport
{
    /// <summary>The most that a report takes: 1.5 MB.</summary>
    public const int MostBytes = 1_500_000;

    /// <param name="most">The most bytes the file may take. The bytes and outputs that it shows are cut shorter until it
    /// fits; verdicts and messages never are.</param>
    public static string Write(Grade grade, int most = MostBytes)
    {
        if (new Page(grade, Sizes.All[0]).Write() is var whole && Fits(whole))
            return whole;

        // The largest that fits, by halving: a page of this size takes a while to write.
        var page = new Page(grade, Sizes.All[^1]).Write();
        for (var (tooLarge, fits) = (0, Sizes.All.Count - 1); fits - tooLarge > 1;)
        {
            var middle = (tooLarge + fits) / 2;
            if (new Page(grade, Sizes.All[middle]).Write() is var smaller && Fits(smaller))
                (page, fits) = (smaller, middle);
            else
                tooLarge = middle;
        }

        return page;

        bool Fits(string html) => Encoding.UTF8.GetByteCount(html) <= most;
    }
}
