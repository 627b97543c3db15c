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

    /// <summary>The number that Moodle gives the student in this assignment: 1001 for «Participant 1001». Null if Moodle has not said it:
    /// an id of digits may be another number.</summary>
    public string? Participant { get; init; }

    /// <summary>The files that may be meant for a step that has no program here.</summary>
    public IReadOnlyList<Misnamed> Misnamed { get; init; } = [];

    /// <summary>The files in it that were not taken.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>Why it cannot be graded; null if it has a program.</summary>
    public Unread? Unread { get; init; }

    public SubmittedProgram Of(Step step) => Programs[step.Number - 1];

    /// <summary>The same submission; what it does not say about its student is taken from an earlier one.</summary>
    public Submission Or(Student earlier) => With(AsStudent().Or(earlier));

    /// <summary>The same submission of this student.</summary>
    public Submission With(Student student) => this with
    {
        Name = student.Name,
        Email = student.Email,
        Group = student.Group,
        Submitted = student.Submitted,
        Participant = student.Participant,
    };

    /// <summary>Who handed it in.</summary>
    public Student AsStudent() => new(Id, Name, Email, Group) { Submitted = Submitted, Participant = Participant };
}

/// <summary>Why a submission has no program that can be graded.</summary>
/// <param name="Why">What is wrong with it, for people.</param>
/// <param name="IsEmpty">Whether there is nothing in it at all.</param>
internal sealed record Unread(string Why, bool IsEmpty);

/// <summary>A file that is likely to be meant for a step, and is not called so.</summary>
/// <param name="File">The name of the file.</param>
internal sealed record Misnamed(string File, Step Step);

/// <summary>A student who belongs to a class.</summary>
internal sealed record Student(string Id, string? Name, string? Email, string? Group)
{
    public DateTimeOffset? Submitted { get; init; }

    /// <summary>As in <see cref="Submission.Participant"/>.</summary>
    public string? Participant { get; init; }

    /// <summary>The same student; what is not known here is taken from the other. Moodle's folder knows its participant best.</summary>
    public Student Or(Student other) => new(Id, Name ?? other.Name, Email ?? other.Email, Group ?? other.Group)
    {
        Submitted = Submitted ?? other.Submitted,
        Participant = other.Participant ?? Participant,
    };
}
