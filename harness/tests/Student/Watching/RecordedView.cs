using System.Threading.Channels;
using Kata.Checking;
using Kata.Containers.Tests;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Student;
using Kata.Student.Watching;

namespace Kata.Tests.Student.Watching;

/// <summary>Notes all that a watch shows, for a test to wait for.</summary>
internal sealed class RecordedView : IWatchView
{
    private readonly Channel<Shown> shown = Channel.CreateUnbounded<Shown>();

    /// <summary>One thing that was shown; what belongs to its kind is set.</summary>
    public sealed record Shown(string What, Step? Step = null)
    {
        public IReadOnlyList<CompilerFinding> Findings { get; init; } = [];

        public StepResult? Grade { get; init; }

        public string? Text { get; init; }

        public IReadOnlyList<StepStanding> Standing { get; init; } = [];
    }

    /// <summary>The next of a kind.</summary>
    /// <param name="before">Noted: what was shown before it.</param>
    public async Task<Shown> Next(string what, List<Shown>? before = null)
    {
        using var late = new CancellationTokenSource(Waiting.Deadline);
        while (true)
        {
            var next = await shown.Reader.ReadAsync(late.Token);
            if (next.What == what)
                return next;
            before?.Add(next);
        }
    }

    public void Page(Uri address) => Add(new("page") { Text = address.AbsoluteUri });

    public void Judged(CheckResult check) => Add(new("judged", check.Step) { Text = check.Id });

    public void Failing(CheckResult first) => Add(new("failing", first.Step) { Text = first.Id });

    public void Checking(Step step) => Add(new("checking", step));

    public void Found(Step step, IReadOnlyList<CompilerFinding> findings) => Add(new("found", step) { Findings = findings });

    public void Verdict(StepResult grade, TimeSpan sinceSave) => Add(new("verdict", grade.Step) { Grade = grade });

    public void NotMade(Step step, string why) => Add(new("not made", step) { Text = why });

    public void Done(Step step, string? part, Step? next, bool waits) => Add(new("done", step) { Text = part });

    public void Differs(Step step, IReadOnlyList<string> lines) => Add(new("differs", step) { Text = string.Join('\n', lines) });

    public void Answer(Step step, Afterword? word) => Add(new("answer", step) { Text = word?.Answer });

    public void Hint(Step step, ToldHint? hint) => Add(new("hint", step) { Text = hint?.Text });

    public void List(IReadOnlyList<StepStanding> standing) => Add(new("list") { Standing = standing });

    public void Notice(string line) => Add(new("notice") { Text = line });

    private void Add(Shown what) => shown.Writer.TryWrite(what);
}
