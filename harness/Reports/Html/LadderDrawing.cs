using Kata.Ladders;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Reports.Html;

/// <summary>Draws a transcript as SVG. Every rung can be pointed at or walked to, and names its bytes; every rung knows both its
/// heights, so that the page can change between them.</summary>
internal static class LadderDrawing
{
    private const int HeadLength = 8;

    /// <param name="end">How the run ended, if that is known: a kill is then not drawn as a close.</param>
    /// <param name="most">How many rungs are drawn.</param>
    /// <param name="marksHere">Whether the last thing that happened is pointed out: the check failed there.</param>
    public static Markup Draw(Transcript transcript, RunEnd? end, int most, bool marksHere, Payloads payloads)
    {
        var server = Ladder.ServerName(transcript.Options);
        var transport = (transcript.Options?.Transport ?? Transport.Tcp).ToString().ToUpperInvariant();
        if (LadderLayout.Of(transcript, end, most) is not { } layout)
            return Markup.Of($"""<p class="quiet">Nothing reached the {Ladder.ServerNameAndPlace(transcript)} over {transport}.</p>""");

        var here = marksHere ? Last(layout.Rungs) : null;
        var more = layout.MoreConnections;
        return Markup.Of(
            $"""
            <figure class="wire">
            <div class="ladder"><svg role="listbox" aria-label="{Label(
                layout,
                server,
                transport
            )}" width="{layout.Width}" height="{layout.EvenHeight}" data-heights="{layout.EvenHeight} {layout.ScaledHeight}">
            <g aria-hidden="true">
            {layout.Lanes.Select(lane => Lifelines(lane, layout, server))}
            {layout.Ticks.Select(tick => Axis(tick, layout))}
            </g>
            {layout.Rungs.Select(rung => Draw(rung, layout, rung == here, transcript, payloads))}
            </svg></div>
            {Markup.When(more > 0, $"""<p class="quiet">There were {Amount.Of(more, "more connection")}.</p>""")}
            </figure>
            """
        );
    }

    // As in the ladder of a terminal: the last thing that happened, but not that the program was killed.
    private static Rung? Last(IReadOnlyList<Rung> rungs) =>
        rungs.TakeWhile(rung => rung.Row is not { IsEnd: true }).LastOrDefault(rung => rung.Row is not null) ?? rungs[0];

    private static string Label(LadderLayout layout, string server, string transport)
    {
        var over = layout.Lanes is [{ Connection: 0 }] ? "datagrams" : Amount.Of(layout.Lanes.Count + layout.MoreConnections, "connection");
        return $"What the program and the {server} did over {transport}: {over}. Arrow keys go from line to line.";
    }

    private static Markup Lifelines(Lane lane, LadderLayout layout, string server)
    {
        var title = layout.Lanes.Count == 1 ? "" : lane.Connection == 0 ? "datagrams" : $"connection {lane.Connection}";
        return Markup.Of(
            $"""
            {Markup.When(title != "", $"""<text class="lane" x="{(lane.Left + lane.Right) / 2}" y="14">{title}</text>""")}
            <text class="name" x="{lane.Left}" y="{LadderLayout.Top
                - 14}">program</text><text class="name" x="{lane.Right}" y="{LadderLayout.Top - 14}">{server}</text>
            <path class="life" d="M{lane.Left} {LadderLayout.Top - 6}V{layout.EvenHeight - 4}M{lane.Right} {LadderLayout.Top
                - 6}V{layout.EvenHeight - 4}"/>
            """
        );
    }

    private static Markup Axis(Tick tick, LadderLayout layout) =>
        Markup.Of(
            $"""<g class="tick" transform="translate(0 {tick.Height})"><path d="M0 0H{layout.Times}"/><text x="-6" y="4">{Time(tick.Microseconds)}</text></g>"""
        );

    private static Markup Draw(Rung rung, LadderLayout layout, bool here, Transcript transcript, Payloads payloads)
    {
        var lane = rung.Lane;
        if (rung.Row is not { } row)
        {
            return Markup.Of(
                $"""
                <g class="rung gap" transform="translate(0 {rung.Even})" data-y="{rung.Scaled}"><text x="{(lane.Left + lane.Right)
                    / 2}" y="-4">⋮ {Amount.Of(rung.Hidden, "more line")}</text></g>
                """
            );
        }

        var server = Ladder.ServerName(transcript.Options);
        var (kind, who) = row.Pointing switch
        {
            Pointing.Right => ("out", "program"),
            Pointing.Left => ("in", server),
            _ => ("note", server),
        };
        var room = LadderLayout.Room(lane);
        var label = Visible.Fit(Visible.Parts(row.Label), room);
        var data = Visible.Fit(row.Data, Math.Max(0, room - label.Length - 2));
        var time = Amount.Milliseconds(rung.Microseconds);
        var bytes = payloads.Add(transcript, row);
        var connection = layout.Lanes.Count > 1 && lane.Connection > 0 ? $", connection {lane.Connection}" : "";
        return Markup.Of(
            $"""
            <g class="rung {kind}{(here ? " here" : "")}" role="option" aria-label="{time}{connection}, {who}: {Visible.Text(
                row.Label
            )} {Visible.Fit(row.Data, 60)}{(here ? ", here" : "")}" transform="translate(0 {rung.Even})" data-y="{rung.Scaled}"{Markup.When(
                bytes is not null,
                $""" data-b="{bytes ?? 0}" """
            )}>
            <rect x="{lane.Left + 4}" y="-20" width="{lane.Right - lane.Left - 8}" height="28"/>
            <text x="{(lane.Left + lane.Right) / 2}" y="-6">{label}{Markup.When(
                data is not ("" or "…"),
                $"<tspan>  {data}</tspan>"
            )}</text>{Arrow(row.Pointing, lane)}
            <text class="time" x="{layout.Times + 58}" y="4">{time}</text>{Markup.When(
                here,
                $"""<text class="mark" x="{layout.Times + 66}" y="4">◀ here</text>"""
            )}
            </g>
            """
        );
    }

    private static Markup Arrow(Pointing pointing, Lane lane)
    {
        const int h = HeadLength;
        return pointing switch
        {
            Pointing.Right => Markup.Of($"""<path d="M{lane.Left} 0H{lane.Right - 1}m-{h} -4 {h} 4 -{h} 4"/>"""),
            Pointing.Left => Markup.Of($"""<path d="M{lane.Right} 0H{lane.Left + 1}m{h} -4 -{h} 4 {h} 4"/>"""),
            _ => Markup.Empty,
        };
    }

    private static string Time(long microseconds) =>
        FormattableString.Invariant($"{microseconds / 1000.0:#,0.###} ms");
}
