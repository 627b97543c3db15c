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

    private static IReadOnlyList<Transcript> Of(CheckFailedException failed, ProgramRun? judged) =>
        ConcernedTranscripts.Of(failed, judged, [ToTheFirst, ToTheSecond], [First, Second, Beside]);

    private static Transcript At(int port) =>
        new Sketch(Service.Http).Transcript with { Authorities = [$"127.0.0.1:{port}", $"localhost:{port}"] };

    private static ProgramRun Run(params string[] arguments) => new(arguments, new(new RunEnd.Exited(0), [], "", TimeSpan.Zero));
}
