using System.Text;
using Kata.Grading;

namespace Kata.Reports.Html;

/// <summary>A grade, and all that it was judged by, as one HTML file that needs nothing but itself. Written by plain code, not by
/// Razor, whose renderer would bring all of ASP.NET Core into the command.</summary>
public static class HtmlReport
{
    /// <summary>The most that a report takes: 1.5 MB.</summary>
    public const int MostBytes = 1_500_000;

    /// <param name="outcomes">What the grade was made of.</param>
    /// <param name="most">The most bytes the file may take. The bytes and outputs that it shows are cut shorter until it
    /// fits; verdicts and messages never are.</param>
    public static string Write(Grade grade, IReadOnlyList<StepOutcome> outcomes, int most = MostBytes)
    {
        var page = "";
        foreach (var sizes in Sizes.All)
        {
            page = new Page(grade, outcomes, sizes).Write();
            if (Encoding.UTF8.GetByteCount(page) <= most)
                break;
        }

        return page;
    }
}
