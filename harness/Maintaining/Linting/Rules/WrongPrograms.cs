using Kata.Checking;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>Every wrong program fits its solution and is caught by checks that there are; every check catches one. Whether it
/// really does, harness/tests finds out.</summary>
internal sealed class WrongPrograms : ILintRule
{
    public IEnumerable<Finding> Look(Syllabus syllabus)
    {
        var all = Check.In(syllabus.Checks).ToLookup(check => check.Step);
        foreach (var step in syllabus.Steps.Where(step => syllabus.Has(Syllabus.WrongOf(step)) && syllabus.Has(Syllabus.Solution(step))))
        {
            var file = Syllabus.WrongOf(step);
            var programs = WrongProgram.In(syllabus.PathOf(file)).ToList();
            var sentences = all[step].Select(check => check.Sentence).ToHashSet();
            foreach (var program in programs)
            {
                if (program.Changes.Count == 0)
                    yield return new(
                        file,
                        program.Line,
                        $"{program.Name} changes nothing",
                        "say what stands in the solution, after «- », and what instead, after «+ »");
                else if (Misfit(program, syllabus.TextOf(Syllabus.Solution(step))) is { } misfit)
                    yield return new(file, program.Line, misfit, $"change it to what {Syllabus.Solution(step)} says now");
                if (program.CaughtBy.Count == 0)
                    yield return new(
                        file,
                        program.Line,
                        $"{program.Name} is caught by nothing",
                        "write «caught by: » and the sentence of a check");
                if (program.Names is null)
                    yield return new(
                        file,
                        program.Line,
                        $"{program.Name} says nothing of the first message",
                        "write «names: » and what that has to say or ask, as a pattern");
                foreach (var sentence in program.CaughtBy.Concat(program.MayBeCaughtBy).Where(sentence => !sentences.Contains(sentence)))
                    yield return new(
                        file,
                        program.Line,
                        $"no check says «{sentence}»",
                        $"take the sentence from {Syllabus.ChecksOf(step)}");
            }

            var caught = programs.SelectMany(program => program.CaughtBy).ToHashSet();
            foreach (
                var check in all[step]
                    .Where(check => check.Method.DeclaringType == check.Method.ReflectedType && !caught.Contains(check.Sentence))
            )
                yield return new(
                    Syllabus.FileOf(check),
                    check.Line,
                    $"no wrong program is caught by the check «{check.Sentence}»",
                    $"write one in {file}");
        }
    }

    private static string? Misfit(WrongProgram program, string solution)
    {
        try
        {
            program.Of(solution);
            return null;
        }
        catch (InvalidOperationException misfit)
        {
            return string.Join(" ", misfit.Message.Split('\n').Take(2).Select(line => line.Trim()));
        }
        catch (Stubs.MarkException)
        {
            return null; // MarkedPlaces tells.
        }
    }
}
