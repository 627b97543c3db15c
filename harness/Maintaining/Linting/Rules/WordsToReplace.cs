using Kata.Maintaining.Stubs;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>No word of the skeleton that <c>kata stubs --new</c> writes is left.</summary>
internal sealed class WordsToReplace : ILintRule
{
    public IEnumerable<Finding> Look(Syllabus syllabus) =>
        from file in syllabus.Steps.SelectMany(step => Files(syllabus, step)).Append("README.md").Append(Afterwords.File)
        from words in NewStep.Placeholders
        where syllabus.LineOf(file, words) is not null
        select new Finding(file, syllabus.LineOf(file, words), $"«{words}» is still there", "replace the words in capital letters");

    private static IEnumerable<string> Files(Syllabus syllabus, Results.Step step) =>
        [Syllabus.Solution(step), .. syllabus.AllChecksOf(step), Syllabus.WrongOf(step)];
}
