using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Ladders;

/// <summary>Draws a transcript as two lifelines with arrows between them.</summary>
public static class Ladder
{
    private const int Width = 48;
    private const int LeastArrow = 3;

    /// <summary>Draws it: lines joined by LF, with an indent of two columns, and no line end at the end.</summary>
    /// <param name="here">Sequence number of the event that matters; by default the last one, or if the program was
    /// killed the last before that.</param>
    /// <param name="end">How the run ended, if that is known: a kill is then not drawn as a close.</param>
    /// <param name="marks">Whether any line is marked as the one that matters.</param>
    public static string Draw(
        Transcript transcript, int? here = null, RunEnd? end = null, bool marks = true, Palette? palette = null)
    {
        palette ??= Palette.Plain;
        var rows = LadderRow.Of(transcript, end);
        if (rows.Count == 0)
            return Nothing(transcript);

        var start = transcript.Events[0].Microseconds;
        var times = rows.Select(row => Amount.Milliseconds(row.Microseconds - start)).ToList();
        var timeWidth = times.Max(time => time.Length);
        var numbered = rows.Select(row => row.Connection).Distinct().Count() > 1;
        var margin = numbered ? rows.Max(row => $"#{row.Connection}".Length) + 1 : 0;
        margin = Math.Max(margin, 3);
        var marked = Marked(rows, here);

        return string.Join('\n', LongLadder
            .Lines(rows.Count, i => i == marked, Line, hidden => $"  {"".PadRight(margin)}⋮  {Amount.Of(hidden, "more line")}")
            .Prepend(Names(margin, ServerName(transcript.Options))));

        string Line(int i)
        {
            var number = numbered && rows[i].Connection > 0 ? $"#{rows[i].Connection}" : "";
            var mark = i == marked && marks ? $"   {palette.Bad("◀ here")}" : "";
            return $"  {number.PadRight(margin)}│{Rung(rows[i], Width, palette)}│   {palette.Quiet(times[i].PadLeft(timeWidth))}{mark}";
        }
    }

    /// <summary>What the right lifeline is called: <c>http server</c>, or <c>client</c> if the program is the server.</summary>
    public static string ServerName(EndpointOptions? options) =>
        options is null ? "client"
        : options.Service != Service.Http && options.Faults.Any(fault => fault is AnswerWith)
            ? "server" // what it says is not what the service would
            : $"{options.Service.ToString().ToLowerInvariant()} server";

    /// <summary>The server's name where nothing reached it, and if that is known, where it is.</summary>
    internal static string ServerNameAndPlace(Transcript transcript) =>
        ServerName(transcript.Options) + (transcript.Authorities is [var place, ..] ? $", which is at {place}," : "");

    private static string Nothing(Transcript transcript) => transcript.Options is not { } options
        ? "  no client has connected to the program"
        : $"  nothing reached the {ServerNameAndPlace(transcript)} over {options.Transport.ToString().ToUpperInvariant()}";

    // Each name is centred over its lifeline.
    private static string Names(int margin, string server)
    {
        const string program = "program";
        var left = 2 + margin;
        var right = left + 1 + Width;
        return program.PadLeft(left + (program.Length + 1) / 2).PadRight(right - server.Length / 2) + server;
    }

    /// <summary>What stands between the two lifelines, in so many columns.</summary>
    internal static string Rung(LadderRow row, int width, Palette palette)
    {
        var room = width - 5 - LeastArrow;
        var label = Visible.Fit(Visible.Parts(row.Label), room);
        var data = Visible.Fit(row.Data, Math.Max(0, room - label.Length - 2));
        if (data is not ("" or "…"))
            label += "  " + data;

        var rest = new string('─', width - 5 - label.Length);
        return row.Pointing switch
        {
            Pointing.Right => palette.Program($"  {label} {rest}▶ "),
            Pointing.Left => palette.Server($" ◀{rest} {label}  "),
            _ => palette.Quiet($"   {$"· {label} ·".PadLeft(width - 5)}  "),
        };
    }

    private static int Marked(IReadOnlyList<LadderRow> rows, int? here)
    {
        var beforeEnd = rows.TakeWhile(row => !row.IsEnd).Count() - 1;
        // That nothing more was kept is no connection's event. Datagrams have no connections.
        var datagrams = rows.All(row => row.Connection == 0);
        var last = Math.Max(rows.Take(beforeEnd + 1).ToList().FindLastIndex(row => row.Connection > 0 || datagrams), 0);
        return here is null ? last : Enumerable.Range(0, rows.Count).LastOrDefault(i => rows[i].First <= here, last);
    }
}
