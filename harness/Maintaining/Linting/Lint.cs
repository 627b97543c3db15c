using Kata.Maintaining.Linting.Rules;

namespace Kata.Maintaining.Linting;

/// <summary>The rules of <c>kata lint</c>.</summary>
internal static class Lint
{
    /// <summary>The rules that look at files only. Missing files come first: the other rules take them as empty.</summary>
    public static IReadOnlyList<ILintRule> OfFiles { get; } =
    [
        new FilesOfAStep(),
        new StrayFiles(),
        new NamesAndNumbers(),
        new Lessons(),
        new WordsToReplace(),
        new ReadmeSyllabus(),
        new ChecksAndHints(),
        new Afterwords(),
        new WrongPrograms(),
        new MarkedPlaces(),
    ];

    public static IEnumerable<Finding> Files(Syllabus syllabus) => OfFiles.SelectMany(rule => rule.Look(syllabus));
}
