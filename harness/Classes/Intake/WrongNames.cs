using System.Globalization;
using System.Text.RegularExpressions;
using Kata.Results;
using Kata.Text;

namespace Kata.Classes.Intake;

/// <summary>Files that students meant as programs and did not call so.</summary>
internal static partial class WrongNames
{
    private const int MostNamed = 5;

    /// <summary>Whether a file may be a program, whatever its name is.</summary>
    public static bool IsProgram(string file) =>
        file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".cs.txt", StringComparison.OrdinalIgnoreCase);

    /// <summary>The step that a file is likely to be meant for; null if no step is nearer than others.</summary>
    public static Step? Nearest(string file)
    {
        var name = file[..file.IndexOf('.')];
        var words = Letters(Prefix().Replace(name, ""));
        var near = NearName.Of(words, Step.All.Select(step => Letters(step.Slug)));
        if (near is not null)
            return Step.All.First(one => Letters(one.Slug) == near);

        return Numbered().Match(name) is { Success: true } numbered
            && int.TryParse(numbered.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Step.Of(number) is var step && step != Step.None ? step : null;
    }

    /// <summary>The files that may be meant for a step of which the submission has no program. Such a file is compiled with the other
    /// programs, or is not taken in. Without a message the step would have no points, and nobody would know why.</summary>
    public static IReadOnlyList<Misnamed> Among(FoundSubmission found, IReadOnlyList<SubmittedProgram> programs) =>
    [
        .. found.Programs.Select(file => file.Path).Where(path => !path.Contains('/'))
            .Concat(found.LeftOut.Select(one => one.Path[(one.Path.LastIndexOf('/') + 1)..]))
            .Where(file => IsProgram(file) && !SubmissionFinder.IsStep(file))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(file => (File: file, Step: Nearest(file)))
            .Where(one => one.Step is { } step && programs[step.Number - 1].State != ProgramState.Written)
            .Select(one => new Misnamed(one.File, one.Step!)),
    ];

    /// <summary>Why nothing in a submission can be graded: each file that may be a program, with the name that it should have.</summary>
    public static string Format(IEnumerable<string> files, IEnumerable<LeftOut> left)
    {
        var all = files.ToList();
        var programs = all.Where(IsProgram).Select(file => (File: file, Nearest: Nearest(file))).ToList();
        var isNamed = programs.Exists(program => program.Nearest is not null);
        if (!isNamed && left.FirstOrDefault() is { } refused)
            return $"no program in it; {refused.Path}: {refused.Reason}";
        if (programs.Count == 0)
            return all.Contains("onlinetext.html") ? "no program in it, only an online text"
                : $"no program in it: a program's file has a name such as {Step.All[0].FileName}";

        var named = programs.Take(MostNamed)
            .Select(program => program.Nearest is { } step ? $"{program.File} should be {step.FileName}" : program.File);
        var more = programs.Count > MostNamed ? $", and {Amount.Of(programs.Count - MostNamed)} more" : "";
        var example = isNamed ? "" : $"; a step's file has a name such as {Step.All[0].FileName}";
        return $"not the names of steps: {string.Join(", ", named)}{more}{example}";
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetter)).ToLowerInvariant();

    [GeneratedRegex(@"^(step|exercise|ex|task)?[ _-]*\d*[ _-]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^(s|st|step|ex|exercise|task|prog|program|lesson|kata)?[ _-]*0*(?<number>\d{1,2})(?!\d)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
