using Kata.Maintaining.Mutants;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Maintaining.Mutants;

[Parallelizable(ParallelScope.All)]
public class MutantTests
{
    private static readonly Lazy<Mutant[]> OfAllSteps = new(() => [.. Step.All.SelectMany(Subject.Of).SelectMany(Mutant.Of)]);

    [Test]
    public void Every_operator_changes_something_in_some_program() =>
        Assert.That(MutationOperator.All.Select(one => one.Name).Except(OfAllSteps.Value.Select(mutant => mutant.Operator)), Is.Empty);

    [Test]
    public void No_two_mutants_of_a_program_have_the_same_text() =>
        Assert.That(OfAllSteps.Value.Select(mutant => (mutant.Subject.Path, mutant.Source)), Is.Unique);

    [Test]
    public void Every_step_and_every_variant_has_mutants() =>
        Assert.That(
            OfAllSteps.Value.Select(mutant => mutant.Subject.Path).Distinct(),
            Is.EquivalentTo(Step.All.SelectMany(Subject.Of).Select(subject => subject.Path)));

    [TestCase("condition-negated", "while (a < b) F();", "while (!(a < b)) F();")]
    [TestCase("operator-relaxed", "if (a < b) F();", "if (a <= b) F();")]
    [TestCase("off-by-one", "F(4);", "F(5);")]
    [TestCase("statement-dropped", "F(); G(1);", "; G(1);")]
    [TestCase("arguments-swapped", "F(a, b);", "F(b, a);")]
    [TestCase("one-round-only", "while (a) { F(); }", "while (a) { F(); break; }")]
    [TestCase("catch-wider", "try { F(); } catch (SocketException) { }", "try { F(); } catch (Exception) { }")]
    [TestCase("catch-emptied", "try { F(); } catch (SocketException) { G(); }", "try { F(); } catch (SocketException) { }")]
    [TestCase("other-output", "Console.WriteLine(a);", "Console.Error.WriteLine(a);")]
    [TestCase("count-ignored", "s.Send(buffer, 0, count);", "s.Send(buffer);")]
    [TestCase("count-ignored", "F(buffer[..count]);", "F(buffer);")]
    [TestCase("byte-order", "BinaryPrimitives.ReadUInt32BigEndian(b);", "BinaryPrimitives.ReadUInt32LittleEndian(b);")]
    [TestCase("sign", "BinaryPrimitives.ReadUInt32BigEndian(b);", "BinaryPrimitives.ReadInt32BigEndian(b);")]
    [TestCase("time-out", "F(TimeSpan.FromSeconds(2));", "F(TimeSpan.FromSeconds(2) * 10);")]
    [TestCase("host-fixed", "s.Connect(host, p);", "s.Connect(\"127.0.0.1\", p);")]
    [TestCase("line-end", "F(\"a\\r\\n\");", "F(\"a\\n\");")]
    [TestCase("reset-for-close", "using var s = new Socket(x);", "using var s = new Socket(x); s.LingerState = new(true, 0);")]
    [TestCase("await-dropped", "await F();", "_ = F();")]
    [TestCase("token-lost", "F(cancellation);", "F(CancellationToken.None);")]
    public void An_operator_makes_this_of_that(string name, string body, string made)
    {
        var subject = new Subject(Step.None, "x.cs", $"class P {{ async Task Main() {{ {body} }} }}");

        var mutants = Mutant.Of(subject).Where(mutant => mutant.Operator == name).Select(mutant => mutant.Source);

        Assert.That(mutants, Does.Contain($"class P {{ async Task Main() {{ {made} }} }}"));
    }

    [Test]
    public void A_mutant_says_where_it_is_and_what_it_changes()
    {
        var subject = new Subject(Step.None, "x.cs", "class P\n{\n    void F()\n    {\n        G(4);\n    }\n}\n");

        var mutant = Mutant.Of(subject).First(one => one.Operator == "off-by-one");

        Assert.That((mutant.Line, mutant.Place, mutant.Changed), Is.EqualTo((5, "G(4);", "G(5);")));
    }

    [Test]
    public void An_explanation_fits_its_operator_and_place_and_nothing_else()
    {
        var subject = new Subject(Step.None, "x.cs", "class P { void F() { G(4); } }");
        var mutants = Mutant.Of(subject).ToList();
        var place = mutants[0].Place;
        var explanation = new EquivalentMutant("off-by-one", place, "*", "any number does", "file", 1);

        Assert.That(mutants.Where(explanation.Fits).Select(mutant => mutant.Operator).Distinct(), Is.EqualTo(new[] { "off-by-one" }));
        Assert.That(mutants.Any((explanation with { Place = "G(7);" }).Fits), Is.False);
    }

    [Test]
    public void Every_explanation_still_fits_a_mutant() =>
        Assert.That(
            Step.All.SelectMany(Equivalents.Of).Where(one => !OfAllSteps.Value.Any(one.Fits)).Select(one => $"{one.File}:{one.Line}"),
            Is.Empty);
}
