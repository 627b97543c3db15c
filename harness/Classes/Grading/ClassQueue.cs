using Kata.Machine;
using Kata.Results;

namespace Kata.Classes.Grading;

/// <summary>Grades what a class folder lacks. The queue holds the programs of all submissions: many may wait, and few need a processor. The
/// same text is graded once. A failure is believed when our own solution passes after it. A program that could not be graded is graded
/// again, at most twice, the last time alone.</summary>
internal sealed class ClassQueue(ClassFolder folder, ClassManifest manifest, IStepGrader grader, Canary? canary, ClassProgress progress)
{
    private readonly Lock changing = new();
    private readonly List<(GradingItem Item, GradedStep Graded)> held = [];
    private readonly List<GradingItem> again = [];
    private readonly Dictionary<string, string> reasons = [];
    private readonly SemaphoreSlim singing = new(1);

    /// <summary>More than there are processors: programs spend most of their time waiting for servers and for deadlines.</summary>
    public static int Usual { get; } = 2 * Environment.ProcessorCount + 2;

    /// <summary>How many programs are graded at a time.</summary>
    public int AtATime { get; init; } = Usual;

    /// <summary>How long to wait before our own solution is graded again, while a result waits for it.</summary>
    public TimeSpan BetweenCanaries { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Grades all that is not there yet. A second call finds nothing to do.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled; the results so far are kept.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        var items = Items();
        await Pass(items, AtATime, cancellation);
        await Pass(Taken(), AtATime, cancellation);
        await Pass(Taken(), 1, cancellation);
        foreach (var item in Taken())
            GiveUp(item);
    }

    /// <summary>Grades these programs and no others, one after the other, even if they are graded already.</summary>
    public async Task RunAlone(IReadOnlyList<GradingItem> items, CancellationToken cancellation)
    {
        progress.Begin(items, 0);
        await Pass(items, 1, cancellation);
        await Pass(Taken(), 1, cancellation);
        foreach (var item in Taken())
            GiveUp(item);
    }

    /// <summary>What is to be graded, each text once. If another student's same text is graded already, its result is taken over.</summary>
    private List<GradingItem> Items()
    {
        var items = new List<GradingItem>();
        var done = 0;
        foreach (var program in manifest.Graded.GroupBy(one => manifest.KeyOf(one.Program)))
        {
            var step = program.First().Program.Step;
            Submission[] all = [.. program.Select(one => one.Submission)];
            Submission[] missing = [.. all.Where(one => !folder.IsGraded(one, step, program.Key))];
            done += all.Length - missing.Length;
            if (missing.Length == 0)
                continue;

            if (all.Except(missing).Select(one => folder.Load(one, step, program.Key))
                .FirstOrDefault(graded => graded?.IsOfProgram == true) is { } graded)
            {
                Array.ForEach(missing, one => folder.Keep(one, graded));
                done += missing.Length;
                continue;
            }

            items.Add(new(step, program.Key, Path.Combine(folder.Submissions, missing[0].Id), missing));
        }

        // One student comes after the other. For each student, the steps that wait longest come first.
        var places = manifest.Submissions.Select((submission, i) => (submission.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);
        items = [.. items.OrderBy(item => places[item.Submissions[0].Id]).ThenByDescending(item => item.Step.Number)];
        progress.Begin(items, done);
        return items;
    }

    private List<GradingItem> Taken()
    {
        lock (changing)
        {
            List<GradingItem> taken = [.. again];
            again.Clear();
            return taken;
        }
    }

    private async Task Pass(IReadOnlyList<GradingItem> items, int atATime, CancellationToken cancellation)
    {
        if (items.Count == 0)
            return;

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = Watch(ended.Token);
        await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = cancellation },
            async (item, stop) => await Grade(item, stop));
        await ended.CancelAsync();
        await watching;
        await Judge(cancellation);
    }

    private async Task Grade(GradingItem item, CancellationToken cancellation)
    {
        progress.Started(item);
        try
        {
            var graded = await grader.Grade(item, cancellation);
            if (graded.NotGraded > 0)
                NotGraded(item, graded.WhyNotGraded ?? "some of its checks could not be made");
            else if (canary is not null && IsBad(graded))
                Hold(item, graded);
            else
                Keep(item, graded);
        }
        catch (Exception failed) when (failed is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // Any error here is ours: the program has not been judged.
            NotGraded(item, Exhaustion.Of(failed) is { } what ? $"{what} on this machine" : failed.Message.ReplaceLineEndings(" "));
        }
        finally
        {
            progress.Ended(item);
        }
    }

    /// <summary>Whether a broken machine may be the cause of this verdict. Our own solution would then get such a verdict as
    /// well.</summary>
    private static bool IsBad(GradedStep graded) =>
        graded.Result.Failed > 0 || graded.Result.Errors.Count > 0 || graded.Hidden.Any(check => check.Status == CheckStatus.Failed);

    private void Hold(GradingItem item, GradedStep graded)
    {
        lock (changing)
            held.Add((item, graded));
    }

    private void Keep(GradingItem item, GradedStep graded)
    {
        graded = graded with { Cell = manifest.Cell };
        foreach (var submission in item.Submissions)
            folder.Keep(submission, graded);
        progress.Graded(item);
    }

    private void NotGraded(GradingItem item, string reason)
    {
        lock (changing)
        {
            again.Add(item);
            reasons[item.Key] = reason;
        }
    }

    private void GiveUp(GradingItem item)
    {
        foreach (var submission in item.Submissions)
            folder.KeepReason(submission, item.Step, item.Key, reasons.GetValueOrDefault(item.Key, "it could not be graded"));
        progress.NotGraded(item);
    }

    /// <summary>Grades our own solution from time to time.</summary>
    private async Task Watch(CancellationToken ended)
    {
        try
        {
            while (canary is not null)
            {
                await Task.Delay(BetweenCanaries, ended);
                await Judge(ended);
            }
        }
        catch (OperationCanceledException)
        {
            // The pass is over, and judges itself what is still held (see Pass).
        }
    }

    /// <summary>Accepts the failures so far, if our own solution passes now.</summary>
    private async Task Judge(CancellationToken cancellation)
    {
        await singing.WaitAsync(cancellation);
        try
        {
            List<(GradingItem Item, GradedStep Graded)> waiting;
            lock (changing)
                waiting = [.. held];
            if (canary is null || waiting.Count == 0)
                return;

            var wrong = await canary.Sing(cancellation);
            lock (changing)
                held.RemoveRange(0, waiting.Count);
            foreach (var (item, graded) in waiting)
            {
                if (wrong is null)
                    KeepOrRepeat(item, graded);
                else
                    NotGraded(item, wrong);
            }
        }
        finally
        {
            singing.Release();
        }
    }

    private void KeepOrRepeat(GradingItem item, GradedStep graded)
    {
        try
        {
            Keep(item, graded);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            NotGraded(item, Exhaustion.Of(failed) is { } what ? $"{what} on this machine" : failed.Message);
        }
    }
}
