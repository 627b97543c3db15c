using Kata.Ladders;
using Kata.Programs;
using Kata.Servers;

namespace Kata.Reports.Html;

/// <summary>Where the parts of a drawn ladder stand, in pixels: a lane for each connection, or one for the datagrams, and the
/// same time at the same height in all of them.</summary>
internal sealed record LadderLayout(
    IReadOnlyList<Lane> Lanes,
    IReadOnlyList<Rung> Rungs,
    IReadOnlyList<Tick> Ticks,
    int Times,
    int Width,
    int EvenHeight,
    int ScaledHeight)
{
    /// <summary>Width of a character of the fixed-width fonts that are likely to be there, at most, and of the text in a ladder.</summary>
    public const double CharacterWidth = 7.4;

    /// <summary>Where the lifelines begin; above them stand the names.</summary>
    public const int Top = 44;

    private const int RowHeight = 30;
    private const int LeftMargin = 32; // half of «program»
    private const int BetweenLanes = 92; // half of «program» and half of «http server»
    private const int RightMargin = 40;
    private const int TimesWidth = 114;
    private const int MostLanes = 8;

    /// <summary>Connections that there was no room for.</summary>
    public int MoreConnections { get; private init; }

    /// <param name="end">How the run ended, if that is known: a kill is then not drawn as a close.</param>
    /// <param name="most">How many rungs are drawn; of a longer ladder the two ends.</param>
    /// <returns>Null if nothing happened.</returns>
    public static LadderLayout? Of(Transcript transcript, RunEnd? end, int most)
    {
        var rows = LadderRow.Of(transcript, end);
        if (rows.Count == 0)
            return null;

        var connections = rows.Select(row => row.Connection).Distinct().Order().ToList();
        var lanes = LanesOf(connections.Take(MostLanes).ToList());
        var kept = rows.Where(row => lanes.ContainsKey(row.Connection)).ToList();
        var start = transcript.Events[0].Microseconds;
        // The last is the latest where the transcript was put in order (Transcript.Of); one that was not breaks nothing.
        var scale = new TimeScale(
            Math.Max(0, kept.Max(row => row.Microseconds) - start),
            Top + RowHeight,
            Math.Clamp(Math.Min(kept.Count, most) * RowHeight * 3 / 2, 210, 840));

        var rungs = new List<Rung>();
        var (even, scaled) = (Top, Top);
        for (var i = 0; i < kept.Count; i++)
        {
            even += RowHeight;
            // What is between the ends of a long ladder is one rung that says how many there are.
            if (kept.Count > most && i == (most + 1) / 2)
            {
                var hidden = kept.Count - most;
                scaled = Math.Max(scaled + RowHeight, scale.At(kept[i + hidden - 1].Microseconds - start));
                rungs.Add(new(null, hidden, lanes[kept[i].Connection], even, scaled, 0));
                i += hidden - 1;
                continue;
            }

            // At its time, or if the one above it is in the way, directly below that.
            scaled = Math.Max(scaled + RowHeight, scale.At(kept[i].Microseconds - start));
            rungs.Add(new(kept[i], 0, lanes[kept[i].Connection], even, scaled, kept[i].Microseconds - start));
        }

        var times = lanes.Values.Max(lane => lane.Right) + RightMargin;
        return new(
            [.. lanes.Values],
            rungs,
            scale.Ticks(),
            times,
            times + TimesWidth,
            even + RowHeight,
            Math.Max(scaled, scale.End) + RowHeight)
        {
            MoreConnections = connections.Count - lanes.Count,
        };
    }

    /// <summary>What fits between the lifelines of a lane, in characters.</summary>
    public static int Room(Lane lane) => (int)((lane.Right - lane.Left - 28) / CharacterWidth);

    private static Dictionary<int, Lane> LanesOf(List<int> connections)
    {
        var width = connections.Count switch { 1 => 340, 2 => 250, _ => 200 };
        return connections
            .Select(
                (connection, i) =>
                    new Lane(connection, LeftMargin + i * (width + BetweenLanes), LeftMargin + i * (width + BetweenLanes) + width))
            .ToDictionary(lane => lane.Connection);
    }
}

/// <summary>A pair of lifelines.</summary>
/// <param name="Connection">Its number; 0 for datagrams.</param>
/// <param name="Left">The program's lifeline.</param>
/// <param name="Right">The server's.</param>
internal sealed record Lane(int Connection, int Left, int Right);

/// <summary>A row of the ladder and its height, evenly spaced and to scale.</summary>
/// <param name="Row">Null for rows that are left out.</param>
/// <param name="Hidden">How many rows are left out here.</param>
/// <param name="Microseconds">Since the first event.</param>
internal sealed record Rung(LadderRow? Row, int Hidden, Lane Lane, int Even, int Scaled, long Microseconds);
