using Kata.Maintaining.Mutants;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Maintaining.Mutants;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MutantLedgerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;

    private readonly Mutant mutant = Mutant.Of(new(Step.None, "x.cs", "class P { void F() { G(4); } }")).First();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public void What_was_tried_is_known_to_the_next_run()
    {
        using (var first = MutantLedger.Open(folder))
            first.Keep(new(mutant, Fate.Caught, "The sentence of a check"));

        using var next = MutantLedger.Open(folder);
        Assert.That(next.Find(mutant), Is.EqualTo(new TriedMutant(mutant, Fate.Caught, "The sentence of a check")));
    }

    [Test]
    public void What_could_not_be_graded_is_tried_again()
    {
        using (var first = MutantLedger.Open(folder))
            first.Keep(new(mutant, Fate.NotGraded, null));

        using var next = MutantLedger.Open(folder);
        Assert.That(next.Find(mutant), Is.Null);
    }

    [Test]
    public void Half_a_line_at_the_end_is_left_out()
    {
        using (var first = MutantLedger.Open(folder))
            first.Keep(new(mutant, Fate.Survived, null));
        File.AppendAllText(Directory.GetFiles(folder).Single(), "0123456789ab");

        using var next = MutantLedger.Open(folder);
        Assert.That(next.Find(mutant)?.Fate, Is.EqualTo(Fate.Survived));
    }
}
