namespace Kata.Support;

/// <summary>Words for a blank: the same whether a run told of it or the compiler.</summary>
internal static class BlankLine
{
    /// <summary>What belongs there, from the line itself: the name being assigned and the comment beside it.</summary>
    public static string Describe(string? file, int number)
    {
        var (name, place, note) = Parts(file, number);
        return note is null ? $"`{name}` at {place}" : $"`{name}` at {place} ({note})";
    }

    /// <summary>The name being assigned, the file and line, and the comment beside it if there is one.</summary>
    public static (string Name, string Place, string? Note) Parts(string? file, int number)
    {
        var place = file is null ? "an unknown place" : $"{Path.GetFileName(file)}:{number}";
        var source = file is not null && File.Exists(file) ? File.ReadLines(file).ElementAtOrDefault(number - 1) : null;
        if (source is null)
            return ("__", place, null);

        var comment = source.IndexOf("//", StringComparison.Ordinal);
        var code = (comment < 0 ? source : source[..comment]).Trim();
        var assignment = code.IndexOf('=');
        var name = assignment > 0 ? code[..assignment].Trim().Split(' ')[^1] : code.TrimEnd(';');
        if (name is "return" or "_" || name.Contains("__"))
            name = code.TrimEnd(';');

        return (name, place, comment < 0 ? null : source[(comment + 2)..].Trim());
    }
}
