using System.Text.RegularExpressions;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>Where there is a file for each step, there is nothing else.</summary>
internal sealed partial class StrayFiles : ILintRule
{
    private static readonly string[] Made = ["bin", "obj", "TestResults"];

    public IEnumerable<Finding> Look(Syllabus syllabus) =>
    [
        .. Strays(syllabus, "exercises", "Exercises.csproj", Syllabus.Exercise),
        .. Strays(syllabus, "solutions", "Solutions.csproj", Syllabus.Solution),
        .. OfNoStep(syllabus, WrongProgram.Folder),
        .. OfNoStep(syllabus, "harness/checks/variants"),
        .. OfNoStep(syllabus, "harness/checks"),
    ];

    private static IEnumerable<Finding> Strays(Syllabus syllabus, string folder, string project, Func<Results.Step, string> file)
    {
        var known = syllabus.Steps.Select(step => Path.GetFileName(file(step))).Concat(Made).Append(project).ToHashSet();
        return syllabus.In(folder).Where(name => !known.Contains(name)).Select(name => new Finding($"{folder}/{name}", null,
            StepName().IsMatch(name) ? "no step of the syllabus has this name" : "this does not belong here",
            Backup().IsMatch(name) ? "it is a copy that kata reset kept: move it out of the repository, or delete it"
            : StepName().IsMatch(name) ? "add the step to Step.All in harness/Results/Step.cs, or remove the file"
            : "remove it, or move it out of the folder"));
    }

    private static IEnumerable<Finding> OfNoStep(Syllabus syllabus, string folder) =>
        syllabus
            .In(folder)
            .Where(name =>
                StepName().IsMatch(name)
                && !syllabus.Steps.Any(step =>
                    name.StartsWith($"{step.Name}.", StringComparison.Ordinal)
                    || name.StartsWith($"{step.Name}Checks.", StringComparison.Ordinal)))
            .Select(name => new Finding(
                $"{folder}/{name}",
                null,
                "no step of the syllabus has this name",
                "name it after its step, or add the step to Step.All in harness/Results/Step.cs"));

    [GeneratedRegex(@"^Step\d")]
    private static partial Regex StepName();

    [GeneratedRegex(@"\.cs\.\d+$")]
    private static partial Regex Backup();
}
