using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using Kata.Tests.Ladders;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>A failure shows what it is about, and not the runs that passed.</summary>
[Parallelizable(ParallelScope.All)]
public class ConcernedTranscriptsTests
{
    private static readonly Transcript First = At(40001);
    private static readonly Transcript Second = At(40002);
    private static readonly Transcript Beside = At(40003);
    private static readonly ProgramRun ToTheFirst = Run("127.0.0.1", "40001");
    private static readonly ProgramRun ToTheSecond = Run("http://127.0.0.1:40002/page");

    [Test]
    public void Of_a_run_what_it_was_given_and_what_no_run_was_given() =>
        Assert.That(Of(new("1", "2"), ToTheSecond), Is.EqualTo((Transcript[])[Second, Beside]));

    [Test]
    public void Of_a_server_that_one_and_what_its_program_was_given_too() =>
        Assert.That(Of(new("1", "2") { Transcript = First with { Events = [] } }, null), Is.EqualTo((Transcript[])[First, Beside]));

    [Test]
    public void Of_a_server_that_no_run_was_given_that_one() =>
        Assert.That(Of(new("1", "2") { Transcript = Beside }, null), Is.EqualTo((Transcript[])[Beside]));

    [Test]
    public void All_where_it_is_not_known() =>
        Assert.That(Of(new("1", "2"), null), Is.EqualTo((Transcript[])[First, Second, Beside]));

    [Test]
    public void Clients_are_known_by_what_they_saw_first()
    {
        var before = Sketch.OfClients.Add(0, EventKind.Accepted).Transcript;
        var others = Sketch.OfClients.Add(0, EventKind.Accepted).Transcript;

        Assert.That((before with { Events = [.. before.Events, .. others.Events] }).IsOfTheSame(before), Is.True);
        Assert.That(others.IsOfTheSame(before), Is.False);
        Assert.That(Beside.IsOfTheSame(before), Is.False);
    }

    [Test]
    public void A_transcript_is_of_the_run_that_was_given_its_server()
    {
        ProgramRun[] runs = [ToTheFirst, ToTheSecond];

        Assert.That(
            ((Transcript[])[First, Second, Beside]).Select(one => ConcernedTranscripts.RunOf(one, runs, null)),
            Is.EqualTo((int?[])[0, 1, null]));
    }

    [Test]
    public void Of_several_it_is_the_judged_run_or_the_last()
    {
        ProgramRun[] runs = [Run("127.0.0.1", "40001"), ToTheFirst, Run("localhost", "40001")];

        Assert.That(
            (ConcernedTranscripts.RunOf(First, runs, ToTheFirst.Run), ConcernedTranscripts.RunOf(First, runs, ToTheSecond.Run)),
            Is.EqualTo(((int?)1, (int?)2)));
    }

    [Test]
    public void A_ladder_has_the_end_of_its_own_run_and_says_whose_it_is()
    {
        var killed = new ProgramRun([], new(new RunEnd.Killed(TimeSpan.FromSeconds(5)), [], "", TimeSpan.Zero));
        ProgramRun[] runs = [ToTheFirst, killed];

        Assert.That(Of(0, killed.Run), Is.EqualTo((ToTheFirst.Run.End, "run 1 of 2, which was not judged")));
        Assert.That(Of(1, killed.Run), Is.EqualTo((killed.Run.End, (string?)null)));
        Assert.That(Of(null, killed.Run), Is.EqualTo((killed.Run.End, (string?)null)));

        (RunEnd?, string?) Of(int? run, Run judged) =>
            new JudgedTranscript(First, run, runs, judged, HasFailed: true) is var one ? (one.End, one.Whose) : default;
    }

    private static IReadOnlyList<Transcript> Of(CheckFailedException failed, ProgramRun? judged) =>
        ConcernedTranscripts.Of(failed, judged, [ToTheFirst, ToTheSecond], [First, Second, Beside]);

    private static Transcript At(int port) =>
        new Sketch(Service.Http).Transcript with { Authorities = [$"127.0.0.1:{port}", $"localhost:{port}"] };

    private static ProgramRun Run(params string[] arguments) => new(arguments, new(new RunEnd.Exited(0), [], "", TimeSpan.Zero));
}
