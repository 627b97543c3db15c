using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;

namespace Kata.Tasks;

/// <summary>Writes what the kata's <c>.editorconfig</c> says of programs by their file names into a global analyzer config, which
/// holds for programs wherever they lie. An <c>.editorconfig</c> above them comes before it.</summary>
public sealed class WriteRules : ITask
{
    public IBuildEngine BuildEngine { get; set; } = null!;

    public ITaskHost HostObject { get; set; } = null!;

    /// <summary>The kata's <c>.editorconfig</c>.</summary>
    [Required]
    public string From { get; set; } = "";

    /// <summary>The file to write.</summary>
    [Required]
    public string To { get; set; } = "";

    /// <summary>The full paths of the sources.</summary>
    [Required]
    public string[] Sources { get; set; } = [];

    public bool Execute()
    {
        var sections = Sections(File.ReadAllLines(From)).ToList();
        var rules = new StringBuilder("is_global = true\n");
        foreach (var source in Sources)
        {
            var lines = sections
                .Where(section => section.Files.IsMatch(Path.GetFileName(source)))
                .SelectMany(section => section.Lines)
                .ToList();
            if (lines.Count > 0)
                rules.Append($"[{Escaped(source.Replace('\\', '/'))}]\n{string.Join('\n', lines)}\n");
        }

        // A compiler's input: what has not changed is not written.
        if (!File.Exists(To) || File.ReadAllText(To) != rules.ToString())
            File.WriteAllText(To, rules.ToString());
        return true;
    }

    /// <summary>The sections for names that begin with Step: what they hold for, and their lines.</summary>
    private static IEnumerable<(Regex Files, List<string> Lines)> Sections(IEnumerable<string> lines)
    {
        (Regex Files, List<string> Lines)? section = null;
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                if (section is { } done)
                    yield return done;
                section = line.StartsWith("[Step", StringComparison.Ordinal) ? (Pattern(line[1..^1]), []) : null;
            }
            else if (line.Length > 0 && line[0] is not ('#' or ';'))
            {
                section?.Lines.Add(line);
            }
        }

        if (section is { } last)
            yield return last;
    }

    /// <summary>Of an .editorconfig's patterns: <c>?</c>, <c>*</c> and <c>{one,other}</c>.</summary>
    private static Regex Pattern(string name) =>
        new($"^{Regex.Escape(name).Replace(@"\?", ".").Replace(@"\*", ".*").Replace(@"\{", "(").Replace("}", ")").Replace(",", "|")}$");

    /// <summary>Each character that means something in the name of a section is taken as itself.</summary>
    private static string Escaped(string path) => Regex.Replace(path, @"[#;\[\]{}*?!,\\]", @"\$0");
}
