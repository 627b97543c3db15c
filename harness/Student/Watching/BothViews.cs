using Kata.Results;

namespace Kata.Student.Watching;

/// <summary>Shows everything twice: on the terminal, and on the page.</summary>
internal sealed class BothViews(IWatchView one, IWatchView other) : IWatchView
{
    public void Page(Uri address) => Both(view => view.Page(address));

    public void Checking(Step step) => Both(view => view.Checking(step));

    public void Found(Step step, IReadOnlyList<CompilerFinding> findings) => Both(view => view.Found(step, findings));

    public void Judged(CheckResult check) => Both(view => view.Judged(check));

    public void Failing(CheckResult first) => Both(view => view.Failing(first));

    public void Verdict(StepResult grade, TimeSpan sinceSave) => Both(view => view.Verdict(grade, sinceSave));

    public void NotMade(Step step, string why) => Both(view => view.NotMade(step, why));

    public void Done(Step step, string? part, Step? next, bool waits) => Both(view => view.Done(step, part, next, waits));

    public void Differs(Step step, IReadOnlyList<string> lines) => Both(view => view.Differs(step, lines));

    public void Answer(Step step, Afterword? word) => Both(view => view.Answer(step, word));

    public void Hint(Step step, ToldHint? hint) => Both(view => view.Hint(step, hint));

    public void List(IReadOnlyList<StepStanding> standing) => Both(view => view.List(standing));

    public void Notice(string line) => Both(view => view.Notice(line));

    private void Both(Action<IWatchView> show)
    {
        show(one);
        show(other);
    }
}
