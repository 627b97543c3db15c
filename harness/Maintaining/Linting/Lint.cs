using Kata.Maintaining.Linting.Rules;

namespace Kata.Maintaining.Linting;

/// <summary>The rules of <c>kata lint</c>.</summary>
internal static class Lint
{
    /// <summary>The rules that look at files only. What is missing is told first: the others take it for empty.</summary>
    public static IReadOnlyList<ILintRule> OfFiles { get; } =
    [
        new FilesOfAStep(),
        new StrayFiles(),
        new NamesAndNumbers(),
        new Lessons(),
        new ReadmeSyllabus(),
        new ChecksAndHints(),
        new Afterwords(),
        new WrongPrograms(),
        new MarkedPlaces(),
    ];

    public static IEnumerable<Finding> Files(Syllabus syllabus) => OfFiles.SelectMany(rule => rule.Look(syllabus));
}
