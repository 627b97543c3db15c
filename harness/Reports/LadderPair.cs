using Kata.Ladders;
using Kata.Programs;
using Kata.Servers;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Reports;

/// <summary>Draws two transcripts next to each other, like rungs on the same line.</summary>
internal static class LadderPair
{
    private const int Gap = 3;
    private const int TimeWidth = 10;
    private const int LeastWidth = 80;

    // Comparing takes memory for each pair of rungs, and how many rungs there are is up to the programs.
    private const int MostCompared = 2000;

    /// <summary>Draws them: lines joined by LF, and no line end at the end. «≠» stands between rungs that differ, and beside
    /// one that the other ladder does not have.</summary>
    /// <param name="names">What the two programs are called.</param>
    /// <param name="width">Columns there are; at least 80 are used.</param>
    public static string Draw(ComparedEndpoint endpoint, Places places, (string One, string Other) names, int width)
    {
        var half = (Math.Max(width, LeastWidth) - 2 - Gap) / 2;
        var (whole, otherWhole) = (Rows(endpoint.One, endpoint.OneEnd), Rows(endpoint.Other, endpoint.OtherEnd));
        IReadOnlyList<LadderRow> one = [.. whole.Take(MostCompared)], other = [.. otherWhole.Take(MostCompared)];
        var server = Ladder.ServerName((endpoint.One ?? endpoint.Other)!.Options);
        if (one.Count + other.Count == 0)
            return $"  nothing reached the {server} from either program";

        var pairs = Pairs(
            one,
            other,
            row => (row.Connection, row.Pointing, places.Plain(row.Label), places.Plain(string.Concat(row.Data))));
        var margin = one.Concat(other).Select(row => row.Connection).Distinct().Count() > 1 ? 4 : 0;
        var left = Math.Max(whole.Count, otherWhole.Count) - MostCompared;
        return string.Join(
            '\n',
            LongLadder
                .Lines(
                    pairs.Count,
                    i => !pairs[i].Same,
                    Line,
                    hidden => $"  {"".PadLeft(margin)}⋮  {Amount.Of(hidden, "more line")}, the same")
                .Prepend(
                    $"  {Names(names.One, server, half, margin)}{new string(' ', Gap)}{Names(names.Other, server, half, margin)}".TrimEnd())
                .Concat(left > 0 ? [$"  {"".PadLeft(margin)}⋮  {Amount.Of(left, "more line")}, not compared"] : []));

        string Line(int i)
        {
            var (left, right, same) = pairs[i];
            return $"  {Half(left, one, half, margin, i)} {(same ? " " : "≠")} {Half(right, other, half, margin, i)}".TrimEnd();
        }
    }

    private static IReadOnlyList<LadderRow> Rows(Transcript? transcript, RunEnd? end) =>
        transcript is null ? [] : LadderRow.Of(transcript, end);

    private static string Names(string program, string server, int half, int margin) =>
        (
            new string(' ', margin) + program.PadRight(Math.Max(program.Length + 1, half - margin - TimeWidth - server.Length)) + server
        ).PadRight(half)[..half];

    private static string Half(LadderRow? row, IReadOnlyList<LadderRow> rows, int half, int margin, int line)
    {
        var rung = half - margin - 2 - TimeWidth;
        if (row is null)
            return rows.Count == 0
                ? (line == 0 ? "nothing reached it" : "").PadRight(half)
                : $"{"".PadRight(margin)}│{new string(' ', rung)}│{new string(' ', TimeWidth)}";

        var number = margin > 0 && row.Connection > 0 ? $"#{row.Connection}" : "";
        var time = Amount.Milliseconds(row.Microseconds - rows[0].Microseconds);
        return $"{number.PadRight(margin)}│{Ladder.Rung(row, rung, Palette.Plain)}│{time.PadLeft(TimeWidth)}";
    }

    /// <summary>Pairs rungs so that as many as possible are the same (a longest common subsequence); what lies between two
    /// pairs that are the same is paired in order.</summary>
    private static List<(LadderRow? One, LadderRow? Other, bool Same)> Pairs<TKey>(
        IReadOnlyList<LadderRow> one, IReadOnlyList<LadderRow> other, Func<LadderRow, TKey> key)
    {
        TKey[] keys = [.. one.Select(key)], otherKeys = [.. other.Select(key)];
        var longest = new int[keys.Length + 1, otherKeys.Length + 1];
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            for (var j = otherKeys.Length - 1; j >= 0; j--)
                longest[i, j] = Equals(keys[i], otherKeys[j]) ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        }

        var pairs = new List<(LadderRow?, LadderRow?, bool)>();
        for (int i = 0, j = 0; i < keys.Length || j < otherKeys.Length;)
        {
            if (i < keys.Length && j < otherKeys.Length && Equals(keys[i], otherKeys[j]))
            {
                pairs.Add((one[i++], other[j++], true));
                continue;
            }

            // Up to the next two that are the same.
            var (firstLeft, firstRight) = (i, j);
            while (i < keys.Length && j < otherKeys.Length && !Equals(keys[i], otherKeys[j]))
                _ = longest[i + 1, j] >= longest[i, j + 1] ? i++ : j++;
            if (i >= keys.Length || j >= otherKeys.Length)
                (i, j) = (keys.Length, otherKeys.Length);

            for (var k = 0; k < Math.Max(i - firstLeft, j - firstRight); k++)
                pairs.Add((firstLeft + k < i ? one[firstLeft + k] : null, firstRight + k < j ? other[firstRight + k] : null, false));
        }

        return pairs;
    }
}
