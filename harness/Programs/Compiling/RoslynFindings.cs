using System.Globalization;
using Kata.Results;
using Microsoft.CodeAnalysis;

namespace Kata.Programs.Compiling;

/// <summary>Findings that come from the compiler itself, without a log in between. It is a type of its own, so that grading
/// from a log never loads the compiler.</summary>
internal static class RoslynFindings
{
    /// <summary>Characters: a program may make the compiler quote more than anybody reads.</summary>
    private const int LongestMessage = 2000;

    private const int MostFindings = 500;

    /// <summary>The findings that a log would hold, by place; if there are too many, errors first.</summary>
    /// <param name="file">The file to name where the compiler names none.</param>
    public static IReadOnlyList<CompilerFinding> Of(IEnumerable<Diagnostic> diagnostics, string file) =>
    [
        .. diagnostics
            .Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden)
            .Where(diagnostic => diagnostic.Location.IsInSource || diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.IsSuppressed ? Finding(diagnostic, file).Suppressed() : Finding(diagnostic, file))
            .OfType<CompilerFinding>()
            .OrderBy(finding => finding.Level != "error")
            .Take(MostFindings)
            .OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line),
    ];

    /// <summary>What the compiler says; for common mistakes of beginners, also what to do.</summary>
    private static string Message(Diagnostic diagnostic, string program)
    {
        var said = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        if (said.Length > LongestMessage)
            said = $"{said[..LongestMessage]}…";
        return diagnostic.Id switch
        {
            // A copy of the file, under another name.
            "CS0101" when said.Contains($"'{program}'", StringComparison.Ordinal) =>
                $"{said}. If this file is a copy, move it out of the folder, or end its name with something other than .cs",
            _ => said,
        };
    }

    private static CompilerFinding Finding(Diagnostic diagnostic, string file)
    {
        var place = diagnostic.Location.GetLineSpan();
        return new(
            diagnostic.Id,
            diagnostic.Severity switch { DiagnosticSeverity.Error => "error", DiagnosticSeverity.Warning => "warning", _ => "note" },
            Message(diagnostic, Path.GetFileNameWithoutExtension(file)),
            Path.GetFileName(place.Path) is { Length: > 0 } name ? name : file,
            place.StartLinePosition.Line + 1,
            diagnostic.Properties.TryGetValue("EveryRun", out var every) && every == "true")
        {
            Path = place.Path is { Length: > 0 } path ? path : null,
            IsOfTheNetwork = diagnostic.Id == CompilerFinding.NotAwaited
                && diagnostic.Location is { SourceTree: { } tree, SourceSpan: var span }
                && ForgottenCall.IsOfTheNetwork($"{tree.GetText().GetSubText(span)}", $"{tree.GetText()}"),
        };
    }
}
