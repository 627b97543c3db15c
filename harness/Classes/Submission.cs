using Kata.Classes.Intake;
using Kata.Results;

namespace Kata.Classes;

/// <summary>What a submission has for a step.</summary>
internal enum ProgramState
{
    /// <summary>A program that a student has changed.</summary>
    Written,

    /// <summary>The exercise as it was given. It is not graded, and brings zero points.</summary>
    Untouched,

    /// <summary>There is no file of the step.</summary>
    Missing,
}

/// <summary>A step's program in a submission.</summary>
/// <param name="Hash">The hash of its own file and those that it is compiled with: the same for the same program. Empty unless the program
/// is written.</param>
internal sealed record SubmittedProgram(Step Step, ProgramState State, string Hash);

/// <summary>The programs of one student, as they were taken in.</summary>
/// <param name="Id">The name of its folders: letters, digits and a few signs.</param>
/// <param name="From">Where it was found, as the instructor knows it.</param>
/// <param name="Programs">One for each step, in the order of the syllabus.</param>
internal sealed record Submission(string Id, string From, IReadOnlyList<SubmittedProgram> Programs)
{
    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Group { get; init; }

    /// <summary>When it was handed in; null if that is not known.</summary>
    public DateTimeOffset? Submitted { get; init; }

    /// <summary>The files in it that were not taken.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>Why it cannot be graded; null if it has a program.</summary>
    public Unread? Unread { get; init; }

    public SubmittedProgram Of(Step step) => Programs[step.Number - 1];
}

/// <summary>Why a submission has no program that can be graded.</summary>
/// <param name="Why">What is wrong with it, for people.</param>
/// <param name="IsEmpty">Whether there is nothing in it at all.</param>
internal sealed record Unread(string Why, bool IsEmpty);

/// <summary>A student who belongs to a class.</summary>
internal sealed record Student(string Id, string? Name, string? Email, string? Group)
{
    public DateTimeOffset? Submitted { get; init; }
}
