using Kata.Reports.Html;

namespace Kata.Classes.Exports;

/// <summary>The class on one page for the instructor, <c>class.html</c>, and a page for each student, <c>feedback/SUBMISSION.html</c>. A
/// student's page is the report that students know.</summary>
internal static class HtmlExport
{
    public static IEnumerable<ExportedFile> Write(ClassResults results) => results.All
        .Select(one => new ExportedFile($"feedback/{one.Submission.Id}.html", HtmlReport.Write(results.GradeOf(one))))
        .Prepend(new("class.html", ClassPage.Write(results)));
}
