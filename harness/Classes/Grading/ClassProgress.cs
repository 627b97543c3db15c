using System.Globalization;
using System.Diagnostics;
using Kata.Text;

namespace Kata.Classes.Grading;

/// <summary>Shows how far the grading of a class is. In a terminal it draws a bar and a line anew; elsewhere it prints a plain line from
/// time to time.</summary>
/// <param name="size">Columns and lines of the terminal; null if the output is not a terminal.</param>
internal sealed class ClassProgress(TextWriter output, Func<(int Width, int Height)>? size) : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly LiveText live = new(output, size);
    private readonly Lock drawing = new();
    private readonly Dictionary<GradingItem, long> running = [];
    private readonly Stopwatch clock = new();
    private Timer? timer;
    private int all;
    private int before;
    private int graded;
    private int notGraded;

    /// <summary>Sets what is to be graded, and how much is graded already.</summary>
    public void Begin(IReadOnlyCollection<GradingItem> items, int done)
    {
        (all, before) = (done + items.Sum(item => item.Submissions.Count), done);
        clock.Start();
        if (items.Count == 0)
            return;

        if (size is null)
            output.WriteLine(before > 0 ? $"{Amount.Of(before)} of {Amount.Of(all)} are graded already; {Amount.Of(all - before)} to go"
                : $"{Amount.Of(all)} to grade");
        timer = new(_ => Draw(), null, size is null ? BetweenLines : BetweenFrames, size is null ? BetweenLines : BetweenFrames);
    }

    public void Started(GradingItem item)
    {
        lock (drawing)
            running[item] = Stopwatch.GetTimestamp();
    }

    public void Ended(GradingItem item)
    {
        lock (drawing)
            running.Remove(item);
    }

    public void Graded(GradingItem item) => Interlocked.Add(ref graded, item.Submissions.Count);

    public void NotGraded(GradingItem item) => Interlocked.Add(ref notGraded, item.Submissions.Count);

    /// <summary>How many programs are graded, and how many there are.</summary>
    public (int Graded, int All) Count => (before + graded, all);

    public void Dispose()
    {
        timer?.Dispose();
        lock (drawing)
            live.Show([], []);
    }

    /// <summary>The lines as they are now.</summary>
    internal IReadOnlyList<string> Lines()
    {
        var done = before + graded;
        var left = all - done - notGraded;
        var rate = graded / Math.Max(0.001, clock.Elapsed.TotalSeconds);
        var time = graded > 0 && left > 0
            ? FormattableString.Invariant($" · {rate:0.0} a second · {TimeSpan.FromSeconds(left / rate):h\\:mm\\:ss} left") : "";
        var counts = $"{Amount.Of(done)} of {Amount.Of(all)} graded · {Amount.Of(notGraded)} not graded · {Amount.Of(left)} left{time}";
        string[] slowest;
        lock (drawing)
            slowest =
            [
                .. running
                    .OrderBy(item => item.Value)
                    .Take(1)
                    .Select(item =>
                        string.Create(CultureInfo.InvariantCulture,
                            $"slowest now: {item.Key.Submissions[0].Id}, step {item.Key.Step.Number:00}, "
                                + $"{Stopwatch.GetElapsedTime(item.Value).TotalSeconds:0} s")),
            ];
        return size is null ? [string.Join(" · ", [counts, .. slowest])] : [$"{Bar(done, notGraded)}  {counts}", .. slowest];
    }

    private string Bar(int done, int bad)
    {
        var (full, wrong) = all == 0 ? (0, 0) : (BarWidth * done / all, BarWidth * bad / all);
        return $"{new string('█', full)}{new string('?', wrong)}{new string('░', BarWidth - full - wrong)}";
    }

    private void Draw()
    {
        var lines = Lines();
        lock (drawing)
        {
            if (size is null)
                output.WriteLine(lines[0]);
            else
                live.Show([], lines);
        }
    }
}
