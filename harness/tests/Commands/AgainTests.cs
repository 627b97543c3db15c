using Kata.Classes;
using Kata.Commands.Grading;
using Kata.Commands.Shell;
using NUnit.Framework;

namespace Kata.Tests.Commands;

/// <summary>Which submission <c>--again</c> names.</summary>
public sealed class AgainTests
{
    private static readonly Submission[] All =
    [
        new("1001", "", []) { Name = "Anna Berg" }, new("1002", "", []) { Name = "Ben Okri" }, new("1003", "", []) { Name = "Ben Okri" },
        new("dora", "", []),
    ];

    [TestCase("1002", "1002")]
    [TestCase("DORA", "dora")]
    [TestCase("anna berg", "1001")]
    public void An_id_or_the_name_of_one_student_does(string again, string id) =>
        Assert.That(GradeCommand.Called(again, All).Id, Is.EqualTo(id));

    [TestCase("Ben Okri", "1002 and 1003")]
    [TestCase("anna", "did you mean 1001, Anna Berg?")]
    [TestCase("dara", "did you mean dora?")]
    [TestCase("nobody", "not-graded, failed, or an id or name")]
    public void Another_word_is_refused_with_what_may_be_meant(string again, string message) =>
        Assert.That(() => GradeCommand.Called(again, All), Throws.TypeOf<UsageException>().With.Message.Contains(message));
}
