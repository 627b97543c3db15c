using System.Diagnostics;

namespace Kata.Support;

/// <summary>The blank: <c>__</c>, the C# spelling of the <c>?</c> in <c>host = ?</c>.</summary>
public static class Blank
{
    /// <summary>The exit code of a program that ran into a blank. High, so that no exercise uses it.</summary>
    public const int ExitCode = 86;

    /// <summary>Begins the one line that a program which ran into a blank leaves on its error output.</summary>
    public const string Marker = "not filled in: ";

    /// <summary>Stands for what you are to write. It compiles wherever a value does; running into it ends the
    /// program, and says where it is and what belongs there.</summary>
    /// <remarks>It ends the process and throws nothing, so that no <c>catch</c> takes a blank for an error of the
    /// network. Under a debugger it stops there first.</remarks>
    public static dynamic __
    {
        get
        {
            Descriptors.GiveBack();
            var where = new StackTrace(1, fNeedFileInfo: true).GetFrame(0);
            var line = Describe(where?.GetFileName(), where?.GetFileLineNumber() ?? 0);

            if (Debugger.IsAttached)
                throw new NotImplementedException(Marker + line);

            Console.Out.Flush();
            Console.Error.WriteLine(Marker + line);
            Environment.Exit(ExitCode);
            return null!;
        }
    }

    /// <summary>What belongs there, from the line itself: the name being assigned and the comment beside it.</summary>
    private static string Describe(string? file, int number)
    {
        var place = file is null ? "an unknown place" : $"{Path.GetFileName(file)}:{number}";
        var source = file is not null && File.Exists(file) ? File.ReadLines(file).ElementAtOrDefault(number - 1) : null;
        if (source is null)
            return $"`__` at {place}";

        var comment = source.IndexOf("//", StringComparison.Ordinal);
        var code = (comment < 0 ? source : source[..comment]).Trim();
        var assignment = code.IndexOf('=');
        var name = assignment > 0 ? code[..assignment].Trim().Split(' ')[^1] : code.TrimEnd(';');
        if (name is "return" or "_" || name.Contains("__"))
            name = code.TrimEnd(';');

        return comment < 0 ? $"`{name}` at {place}" : $"`{name}` at {place} ({source[(comment + 2)..].Trim()})";
    }
}
