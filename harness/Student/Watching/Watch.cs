using System.Diagnostics;
using System.Threading.Channels;
using Kata.Checking;
using Kata.Machine;
using Kata.Results;
using Kata.Servers;
using Kata.Workbench;

namespace Kata.Student.Watching;

/// <summary>Checks a step whenever its program is saved, and moves on when it is done.</summary>
/// <param name="hint">The next hint for a step; null if it has none.</param>
/// <param name="waits">Whether a step that is done stays on the screen until a key is pressed.</param>
/// <param name="opened">Told of each endpoint that a check opens; null if nobody looks.</param>
internal sealed class Watch(
    CheckedFolder bench,
    IWatchView view,
    Func<Step, ToldHint?> hint,
    bool waits = false,
    Action<Check, Endpoint>? opened = null) : IAsyncDisposable
{
    /// <summary>So many bytes that nobody needs any more may lie about.</summary>
    private const long Spare = 32_000_000;

    private readonly Channel<WatchEvent> events = Channel.CreateUnbounded<WatchEvent>(new() { SingleReader = true });
    private readonly LastResults results = new(bench.Folder);
    private CancellationTokenSource running = new();
    private Task run = Task.CompletedTask;
    private Task comparing = Task.CompletedTask;
    private MostTellingSoFar mostTelling = new([]);
    private int number;
    private string? seen;
    private bool told;
    private long needed;
    private Step step = Step.None;
    private Step? next;

    /// <summary>A file was saved; null where it may be any.</summary>
    public void Saved(string? file) => events.Writer.TryWrite(new WatchEvent.Saved(file));

    public void Pressed(char key) => events.Writer.TryWrite(new WatchEvent.Key(key));

    /// <summary>Watches until q is pressed or the token ends it.</summary>
    /// <param name="first">The step to begin with; null for the first that is not done.</param>
    public async Task Until(Step? first, CancellationToken cancellation)
    {
        step = first ?? (Standing() is { } standing ? NextAfter(Step.None, standing) : null) ?? Step.All[0];
        Start(Stopwatch.GetTimestamp());
        try
        {
            while (await events.Reader.WaitToReadAsync(cancellation))
            {
                if (!await Deal(Waiting()))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await running.CancelAsync();
        await run;
        await comparing;
        running.Dispose();
    }

    /// <summary>All that has happened since the last look: a save storm is one save.</summary>
    private List<WatchEvent> Waiting()
    {
        List<WatchEvent> waiting = [];
        while (events.Reader.TryRead(out var next))
            waiting.Add(next);
        return waiting;
    }

    /// <returns>Whether to go on.</returns>
    private async Task<bool> Deal(List<WatchEvent> waiting)
    {
        var since = Stopwatch.GetTimestamp();
        // Saves last: what is told of an earlier run is told before the next begins.
        foreach (var what in waiting)
        {
            switch (what)
            {
                case WatchEvent.Key key when !Obey(char.ToLowerInvariant(key.Char)):
                    return false;
                case WatchEvent.Found found when found.Run == number:
                    view.Found(step, found.Findings);
                    break;
                case WatchEvent.Judged judged when judged.Run == number:
                    view.Judged(judged.Check);
                    if (mostTelling.Add(judged.Check) is { } failing)
                        view.Failing(failing);
                    break;
                case WatchEvent.Checked done when done.Run == number:
                    await Conclude(done);
                    break;
                case WatchEvent.Compared compared when compared.Run == number:
                    view.Differs(step, compared.Lines);
                    break;
                case WatchEvent.Failed failed when failed.Run == number:
                    seen = null;
                    view.NotMade(step, failed.Why);
                    break;
            }
        }

        var files = waiting.OfType<WatchEvent.Saved>().Select(saved => saved.File).Distinct().ToList();
        if (files.Count > 0)
            Look(files, since);
        return true;
    }

    private void Look(List<string?> files, long since)
    {
        // Saving another step switches to it; deleting one does not.
        if (!files.Contains(step.FileName)
            && !files.Contains(null)
            && Step.All.FirstOrDefault(other => files.Contains(other.FileName) && File.Exists(Path.Combine(bench.Folder, other.FileName)))
                is { } other)
        {
            (step, seen) = (other, null);
        }
        else if (!files.Contains(null) && files.All(file => Step.All.Any(some => some.FileName == file && some != step)))
        {
            return;
        }

        // Saved as it was, or told of twice.
        if (Now() is { } now && now == seen)
            return;

        Start(since);
    }

    /// <returns>Whether to go on.</returns>
    private bool Obey(char key)
    {
        switch (key)
        {
            case 'q':
                return false;
            case 'r':
                Start(Stopwatch.GetTimestamp());
                break;
            case 'n':
                step = next ?? Step.Of(step.Number % Step.All.Count + 1);
                Start(Stopwatch.GetTimestamp());
                break;
            case '\r' or '\n' or ' ' when next is not null:
                step = next;
                Start(Stopwatch.GetTimestamp());
                break;
            case 'a':
                view.Answer(step, Afterword.Of(step));
                break;
            case 'l':
                if (Standing() is { } standing)
                    view.List(standing);
                break;
            case 'h':
                view.Hint(step, hint(step));
                break;
        }

        return true;
    }

    private async Task Conclude(WatchEvent.Checked done)
    {
        var grade = done.Outcome;
        view.Verdict(grade, Stopwatch.GetElapsedTime(done.Since));
        if (grade.NotGraded == 0)
            await Keep(grade);
        Tidy();

        if (grade.Status is not (StepStatus.Done or StepStatus.Skipped))
            return;

        if (Standing() is not { } standing)
            return;

        next = NextAfter(step, standing);
        view.Done(step, TakenHome.PartDone(step, standing), next, waits);
        if (next is null)
            view.Notice($"All {Step.All.Count} steps are done.");

        if (waits)
        {
            comparing = Compare(done, running.Token);
        }
        else if (next is not null)
        {
            step = next;
            Start(Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Has our solution do the same, while the student reads.</summary>
    private async Task Compare(WatchEvent.Checked done, CancellationToken cancellation)
    {
        try
        {
            if (
                await Task.Run(() => Otherwise.Of(done.Outcome, bench.Folder, done.Seed, cancellation), cancellation) is
                { Count: > 0 } lines
            )
                events.Writer.TryWrite(new WatchEvent.Compared(done.Run, lines));
        }
        catch (Exception none) when (none is OperationCanceledException or IOException or UnauthorizedAccessException or KataException)
        {
            // The student works on, or there are no solutions that can be run: a note that is not made.
        }
    }

    /// <summary>Makes a run; one that is under way ends, since its program is no longer what it was.</summary>
    private void Start(long since)
    {
        running.Cancel();
        running.Dispose();
        running = new();
        next = null;
        seen = Now();
        mostTelling = new([.. CheckedFolder.ChecksOf(step).Select(check => check.Id)]);
        view.Checking(step);
        run = Run(++number, step, since, run, running.Token);
    }

    private async Task Run(int run, Step of, long since, Task before, CancellationToken cancellation)
    {
        try
        {
            await before;
            var seed = Random.Shared.Next(10_000);
            Chance.Seed(seed);
            var outcome = await Task.Run(
                () => bench.Check(
                    of,
                    findings => events.Writer.TryWrite(new WatchEvent.Found(run, findings)),
                    check => events.Writer.TryWrite(new WatchEvent.Judged(run, check)),
                    opened,
                    cancellation),
                cancellation);
            events.Writer.TryWrite(new WatchEvent.Checked(run, outcome, since, seed));
        }
        catch (OperationCanceledException)
        {
            // Another run has begun.
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or KataException)
        {
            events.Writer.TryWrite(new WatchEvent.Failed(run, failed.Message.ReplaceLineEndings(" ")));
        }
    }

    /// <summary>What the step's program is at this moment; null while it cannot be read.</summary>
    private string? Now()
    {
        try
        {
            return (ProgramSources.Read(bench.Folder, step) ?? new(step, [])).Hash;
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first step behind this one that is not known to be done, else the first of all.</summary>
    private static Step? NextAfter(Step done, IReadOnlyList<StepStanding> steps)
    {
        var open = steps.Where(standing => standing.Step != done && !standing.IsDone).Select(standing => standing.Step).ToList();
        return open.Find(next => next.Number > done.Number) ?? open.FirstOrDefault();
    }

    /// <summary>Where all steps stand; null if that cannot be told, and then the student is told why: the file of a step that is not
    /// watched may be one that nobody can read.</summary>
    private IReadOnlyList<StepStanding>? Standing()
    {
        try
        {
            return StepStanding.Of(bench.Folder);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            view.Notice($"It is not known how far you are: {unreadable.Message.ReplaceLineEndings(" ")}");
            return null;
        }
    }

    /// <summary>Outputs and transcripts are large, and live for one verdict. The runtime takes its time to give such memory
    /// back; here is some in which nobody waits.</summary>
    private void Tidy()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) < needed + Spare)
            return;

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        needed = GC.GetTotalMemory(forceFullCollection: false);
    }

    /// <summary>For kata and kata show. After the verdict, which does not wait for it.</summary>
    private async Task Keep(StepResult outcome)
    {
        try
        {
            results.Save(outcome, DateTimeOffset.Now, await bench.ServersLine());
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or KataException)
        {
            if (!told)
                view.Notice($"The results are not kept in {results.Folder}: {failed.Message.ReplaceLineEndings(" ")}");
            told = true;
        }
    }
}
