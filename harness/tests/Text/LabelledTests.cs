using Kata.Checking;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Text;

[Parallelizable(ParallelScope.All)]
public class LabelledTests
{
    private static readonly string Words = string.Join(' ', Enumerable.Repeat("word", 15));

    [TestCase("./kata watch 1 --programs 'my steps'")]
    [TestCase("./kata servers --http 18080 --echo 17007 --time 13737")]
    [TestCase("dotnet test 'my steps' --filter TestCategory=Step04")]
    public void A_command_is_never_broken(string command) =>
        Assert.That(Labelled.Lines("next", $"{Words} {command} {Words}"), Has.One.Contains(command));

    [Test]
    public void A_text_is_broken_where_a_command_is_over() =>
        Assert.That(Labelled.Lines("next", $"{Words} ./kata check 4 {Words}").Select(line => line.Length), Is.All.LessThanOrEqualTo(100));
}
