using Kata.Text;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>Every step has exercise, solution, checks and wrong programs.</summary>
internal sealed class FilesOfAStep : ILintRule
{
    public IEnumerable<Finding> Look(Syllabus syllabus)
    {
        foreach (var step in syllabus.Steps)
        {
            (string File, string What, string Remedy)[] needed =
            [
                (Syllabus.Solution(step), "solution", "write it, with its marks"),
                (Syllabus.Exercise(step), "exercise", $"write it with: {KataLine.Of("stubs")}"),
                (Syllabus.ChecksOf(step), "checks", $"write the class {step.Name}Checks, with [Step({step.Number})] and [Hints(…)]"),
                (
                    Syllabus.WrongOf(step),
                    "wrong programs",
                    "write one for each check, in the form that harness/Maintaining/Linting/WrongProgram.cs tells"),
            ];
            foreach (var (file, what, remedy) in needed.Where(part => !syllabus.Has(part.File)))
                yield return new(file, null, $"step {step.Number} has no {what}", remedy);
        }
    }
}
