using Kata.Maintaining.Stubs;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>An exercise is what its solution makes of it: they differ only in the marked places. Missing files are found by
/// <see cref="FilesOfAStep"/>.</summary>
internal sealed class MarkedPlaces : ILintRule
{
    public IEnumerable<Finding> Look(Syllabus syllabus)
    {
        var folder = new StubFolder(syllabus.PathOf("solutions"), syllabus.PathOf("exercises"));
        return syllabus.Steps
            .Where(step => syllabus.Has(Syllabus.Solution(step)))
            .Select(folder.Look)
            .Where(state => state.Status is not (StubStatus.Same or StubStatus.Missing))
            .Select(StubFinding.Of);
    }
}
