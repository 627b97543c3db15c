using System.Globalization;
using System.Text;
using System.Xml;
using Kata.Results;
using Kata.Text;

namespace Kata.Classes.Exports;

/// <summary>Verdicts as the XML that JUnit's Ant task writes and CI servers read: <c>junit.xml</c>, with a suite for each step of each
/// submission. What is not started is skipped. What is not graded is an error, since the problem is on our side.</summary>
internal static class JUnitExport
{
    public static IEnumerable<ExportedFile> Write(ClassResults results)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new() { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) }))
        {
            var all = results.All.SelectMany(one => one.Steps.SelectMany(Cases)).ToList();
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "Socket Kata");
            Counts(xml, all);
            foreach (var one in results.All)
            {
                foreach (var step in one.Steps)
                    Suite(xml, one, results.WithEvidence(one.Submission, step));
            }

            xml.WriteEndElement();
        }

        yield return new("junit.xml", bytes.ToArray());
    }

    private static void Suite(XmlWriter xml, SubmissionResult one, SubmittedStep step)
    {
        var name = $"{one.Submission.Id}.{step.Step.Name}";
        var cases = Cases(step).ToList();
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        Counts(xml, cases);
        xml.WriteAttributeString("skipped", $"{cases.Count(check => IsSkipped(check.Status))}");
        xml.WriteAttributeString("timestamp", step.Result.When.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        foreach (var check in cases)
            Case(xml, name, check, step);
        xml.WriteEndElement();
    }

    /// <summary>The results of a step's checks. A program that does not compile has failed one check, and no other check was
    /// made.</summary>
    private static IEnumerable<CheckResult> Cases(SubmittedStep step)
    {
        if (step.Result.Errors.Count > 0)
            return [new($"{step.Step.Name}.Compiles", step.Step, "The program compiles", CheckStatus.Failed)];

        return step.Result.Checks.Concat(step.Hidden.Select((check, i) =>
            new CheckResult($"Hidden{i + 1}", step.Step, ExportText.HiddenName(i + 1), check.Status, check.Duration, check.Points)));
    }

    private static void Counts(XmlWriter xml, IReadOnlyCollection<CheckResult> checks)
    {
        xml.WriteAttributeString("tests", $"{checks.Count}");
        xml.WriteAttributeString("failures", $"{checks.Count(check => check.Status == CheckStatus.Failed)}");
        xml.WriteAttributeString("errors", $"{checks.Count(check => check.Status == CheckStatus.NotGraded)}");
        xml.WriteAttributeString("time", Seconds(checks.Aggregate(TimeSpan.Zero, (sum, check) => sum + check.Duration)));
    }

    private static void Case(XmlWriter xml, string suite, CheckResult check, SubmittedStep step)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("name", Safe(check.Sentence));
        xml.WriteAttributeString("classname", suite);
        xml.WriteAttributeString("time", Seconds(check.Duration));
        if (check.Status == CheckStatus.Failed)
        {
            var message = step.Result.Errors is [var error, ..] ? error.InOneLine("exercises") : check.Message ?? "";
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Safe(check.Failure?.Got ?? message).ReplaceLineEndings(" "));
            xml.WriteAttributeString("type", "failed");
            xml.WriteString(Safe(message));
            xml.WriteEndElement();
        }
        else if (check.Status == CheckStatus.NotGraded)
        {
            xml.WriteStartElement("error");
            xml.WriteAttributeString("message", Safe(check.Message ?? StatusLook.Of(CheckStatus.NotGraded).Word).ReplaceLineEndings(" "));
            xml.WriteAttributeString("type", "notGraded");
            xml.WriteEndElement();
        }
        else if (IsSkipped(check.Status))
        {
            xml.WriteElementString("skipped", Safe(check.Message ?? ""));
        }

        xml.WriteEndElement();
    }

    private static bool IsSkipped(CheckStatus status) => status is CheckStatus.Skipped or CheckStatus.NotStarted;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>XML has no place for control characters, escaped or not (XML 1.0 §2.2).</summary>
    private static string Safe(string text) =>
        string.Concat(Visible.Quoting(text).Select(c => c == '\n' || XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '�'));
}
