using System.Diagnostics;
using Kata.Checking;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Servers;

namespace Kata.Student.Watching.Web;

/// <summary>The ladder that grows while the program talks: of the first check that has no verdict yet, one at a time, as often as an eye
/// can follow. Nothing is asked or drawn while no browser follows the page, and nothing of a check waits for it.</summary>
internal sealed class LiveWire(PageParts parts)
{
    /// <summary>The part of the page.</summary>
    public const string Part = "live";

    /// <summary>A ladder with more events than these grows no further: drawing it would take time from the checks.</summary>
    private const int MostEvents = 300;

    /// <summary>The server program answers so many at once while a check waits for its own answers.</summary>
    private const int MostAtOnce = 100;

    private const int MostRungs = 24;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);

    /// <summary>What is over sooner would only flicker.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(400);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (Check Check, Endpoint Endpoint)> open = [];
    private readonly HashSet<string> judged = [];
    private bool isDrawing;

    /// <summary>The id of the check whose ladder is on the page.</summary>
    private string? shown;

    /// <summary>Whether somebody is shown what happens.</summary>
    internal bool IsDrawing
    {
        get
        {
            lock (gate)
                return isDrawing;
        }
    }

    /// <summary>A run begins, or is over.</summary>
    public void Clear()
    {
        lock (gate)
        {
            open.Clear();
            judged.Clear();
            Hide();
        }
    }

    /// <summary>A check has opened an endpoint; the latest of a check is the one that is drawn.</summary>
    public void Opened(Check check, Endpoint endpoint)
    {
        if (parts.Followers == 0)
            return;

        lock (gate)
        {
            if (judged.Contains(check.Id))
                return;

            open[check.Id] = (check, endpoint);
            if (!isDrawing)
                _ = Task.Run(Draw);
            isDrawing = true;
        }
    }

    /// <summary>The verdict takes the ladder's place.</summary>
    public void Judged(string id)
    {
        lock (gate)
        {
            judged.Add(id);
            open.Remove(id);
            if (shown == id)
                Hide();
        }
    }

    private async Task Draw()
    {
        var (events, of, grows) = (new List<TranscriptEvent>(), (Endpoint?)null, true);
        while (InHand() is { } hand)
        {
            if (hand.Endpoint != of)
                (events, of, grows) = ([], hand.Endpoint, true);
            if (grows && Stopwatch.GetElapsedTime(hand.Endpoint.OpenedAt) >= Least)
                grows = await Grow(hand.Check, hand.Endpoint, events);
            await Task.Delay(Refresh);
        }
    }

    /// <summary>The check in hand: the first that has no verdict and an endpoint.</summary>
    /// <returns>Null, and no more is drawn, if there is none or no browser follows any more.</returns>
    private (Check Check, Endpoint Endpoint)? InHand()
    {
        lock (gate)
        {
            if (parts.Followers > 0 && open.Count > 0)
                return open.Values.MinBy(one => one.Check.Position);

            isDrawing = false;
            Hide();
            return null;
        }
    }

    /// <returns>Whether it is worth asking again.</returns>
    private async Task<bool> Grow(Check check, Endpoint endpoint, List<TranscriptEvent> events)
    {
        try
        {
            var more = await endpoint.Glance(events.Count, Math.Min(MostAtOnce, MostEvents - events.Count));
            events.AddRange(more);
            if (more.Count > 0)
                Show(check, endpoint, events);
            return events.Count < MostEvents;
        }
        catch (ServerHostException)
        {
            // The check has closed it, or its server is gone, which the check learns by itself.
            return false;
        }
        catch (Exception)
        {
            // Half a conversation that cannot be drawn; those of other checks can.
            return false;
        }
    }

    private void Show(Check check, Endpoint endpoint, IReadOnlyList<TranscriptEvent> events)
    {
        var transcript = Transcript.Of(endpoint.Options, events);
        var ladder = LadderDrawing.Draw(transcript, end: null, MostRungs, marksHere: false, new Payloads(0));
        lock (gate)
        {
            if (open.TryGetValue(check.Id, out var still) && still.Endpoint == endpoint && !judged.Contains(check.Id))
            {
                shown = check.Id;
                parts.Set(Part, Markup.Of($"""<p>{Shown.Prose(check.Sentence)}</p><div aria-hidden="true">{ladder}</div>"""));
            }
        }
    }

    /// <summary>Called with the gate held.</summary>
    private void Hide()
    {
        shown = null;
        parts.Set(Part, Markup.Empty);
    }
}
