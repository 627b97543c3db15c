namespace Kata.Text;

/// <summary>What somebody who mistyped a name may have meant.</summary>
internal static class NearName
{
    /// <summary>The nearest of the names, at most two edits away (a letter more, less or another, or two exchanged), in a long name
    /// a quarter of its letters, and fewer than half of what was typed; null if none is.</summary>
    public static string? Of(string typed, IEnumerable<string> names) => names
        .Select(name => (Name: name, Edits: Edits(typed, name)))
        .Where(near => near.Edits <= Math.Max(2, typed.Length / 4) && near.Edits * 2 < typed.Length)
        .OrderBy(near => near.Edits)
        .Select(near => near.Name)
        .FirstOrDefault();

    /// <summary>The optimal string alignment distance.</summary>
    private static int Edits(string one, string other)
    {
        var edits = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1, edits[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }

        return edits[one.Length, other.Length];
    }
}
