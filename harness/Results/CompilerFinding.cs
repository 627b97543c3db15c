using System.Text.Json;

namespace Kata.Results;

/// <summary>Something that the compiler or an analyzer found in a program when it was compiled.</summary>
/// <param name="Rule">The rule's id: <c>SOCK001</c>.</param>
/// <param name="Level"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="Line">From 1.</param>
/// <param name="EveryRun">For a blank: every run of the program reaches it, and no other before it.</param>
public sealed record CompilerFinding(string Rule, string Level, string Message, string File, int Line, bool EveryRun = false)
{
    /// <summary>A call that gives nothing back was put behind the <c>_ =</c> of a blank: "A value of type 'void' may not be
    /// assigned".</summary>
    private const string NothingKept = "CS8209";

    /// <summary>"Because this call is not awaited, execution of the current method continues before the call is completed": what it throws
    /// is lost.</summary>
    internal const string NotAwaited = "CS4014";

    /// <summary>The ids of the socket rules begin with it.</summary>
    internal const string SocketRules = "SOCK";

    /// <summary>For a call that is not awaited: whether it is one of a socket or of a stream.</summary>
    public bool IsOfTheNetwork { get; init; }

    /// <summary>The file with its folder; null if that is not known.</summary>
    internal string? Path { get; init; }

    /// <summary>Whether it is the notice of a blank.</summary>
    public bool IsBlank => Rule == "KATA001";

    /// <summary>Whether it is one of the socket rules, and more than a suggestion.</summary>
    public bool IsSocketWarning => Rule.StartsWith(SocketRules, StringComparison.Ordinal) && Level is "warning" or "error";

    /// <summary>Whether a step with it is not done: a socket warning, or a call of a socket or a stream that is not awaited. The errors of
    /// other calls may be seen to elsewhere.</summary>
    public bool FailsTheStep => IsSocketWarning || (Rule == NotAwaited && IsOfTheNetwork && IsErrorOrWarning);

    /// <summary>Whether a student at work is to see it: what the compiler warns of is a lesson too.</summary>
    public bool IsErrorOrWarning => Level is "error" or "warning";

    /// <summary>What a finding that the program's source suppresses is for the grade: a socket warning is one, and a blank is a
    /// blank.</summary>
    /// <returns>Null for a finding of any other kind: that is left out.</returns>
    internal CompilerFinding? Suppressed() =>
        IsBlank ? this
        : IsSocketWarning ? this with { Message = $"{Message} (suppressed here, so that editors do not show it; for the grade it counts)" }
        : null;

    /// <summary>The finding as compilers tell it, in a form that editors and terminals open:
    /// <c>exercises/Step04_SendingAndReceiving.cs:27: CS1002: ; expected</c>.</summary>
    /// <param name="folder">The folder of the programs, as a student calls it.</param>
    public string InOneLine(string? folder) =>
        $"{(folder is null or "." ? "" : $"{folder.TrimEnd('/', '\\')}/")}{File}:{Line}: {Rule}: "
        + $"{Message.ReplaceLineEndings(" ")}{(Rule == NothingKept ? "; replace the whole line, «_ =» too" : "")}";

    /// <summary>The finding, and below it the page of this repository that explains its rule, or what to do.</summary>
    public override string ToString() => $"{File}:{Line}: {Rule}: {Message}\n  "
        + (Rule == NotAwaited ? "await it; a task that runs beside the others is kept and awaited later" : $"see analyzers/docs/{Rule}.md");
}

/// <summary>Reads the log that the compiler writes with <c>ErrorLog</c> (SARIF 2.1.0, OASIS).</summary>
internal static class CompilerFindings
{
    /// <summary>All findings, but of those that are suppressed in the source (SARIF 2.1.0 §3.27.23) only the socket warnings and the
    /// blanks.</summary>
    public static IReadOnlyList<CompilerFinding> Read(string path)
    {
        using var log = JsonDocument.Parse(
            File.ReadAllBytes(path).AsMemory() is var bytes && bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
        return [.. log.RootElement.GetProperty("runs").EnumerateArray().SelectMany(InRun).OfType<CompilerFinding>()];
    }

    /// <summary>Of the findings in a folder of programs those in a step's program: in its own file, in files that belong to no step, which
    /// every program is compiled with, and in files of other steps that it may need. One that compiles alone needs none: it only has names
    /// like those in other files.</summary>
    /// <param name="compilesAlone">Asked only where it matters.</param>
    public static IReadOnlyList<CompilerFinding> Of(
        Step step, IReadOnlyList<CompilerFinding> all, Func<ProgramSources, bool> compilesAlone)
    {
        var others = all.Select(finding => Path.GetDirectoryName(finding.Path)).Distinct().OfType<string>()
            .ToDictionary(folder => folder, folder => new OtherFiles(folder, step, compilesAlone));
        return
        [
            .. all.Where(finding => finding.File == step.FileName || Step.All.All(other => other.FileName != finding.File)
                || (Path.GetDirectoryName(finding.Path) is { } folder && others[folder].Needs(finding.File))),
        ];
    }

    /// <summary>The files of other steps in a folder.</summary>
    private sealed class OtherFiles
    {
        private readonly Lazy<HashSet<string>> needed;
        private readonly Lazy<bool> isAlone;

        public OtherFiles(string folder, Step step, Func<ProgramSources, bool> compilesAlone)
        {
            var program = new Lazy<ProgramSources?>(() => ProgramSources.Read(folder, step));
            needed = new(() => program.Value is { } sources ? Needed(sources, folder) : []);
            isAlone = new(() => program.Value is { } sources && compilesAlone(sources));
        }

        public bool Needs(string file)
        {
            try
            {
                return needed.Value.Contains(file) && !isAlone.Value;
            }
            catch (IOException)
            {
                return false;
            }
        }

        private static HashSet<string> Needed(ProgramSources program, string folder) =>
        [
            .. new NeededFiles([.. ProgramSources.OfOthers(folder, program.Step)]).Of(program.Files)
                .Select(file => Path.GetFileName(file.Path)),
        ];
    }

    private static IEnumerable<CompilerFinding?> InRun(JsonElement run)
    {
        foreach (var result in run.GetProperty("results").EnumerateArray())
        {
            if (!result.TryGetProperty("locations", out var locations) || locations.GetArrayLength() == 0)
                continue;

            var place = locations[0].GetProperty("physicalLocation");
            var file = new Uri(place.GetProperty("artifactLocation").GetProperty("uri").GetString()!).LocalPath;
            var finding = new CompilerFinding(
                result.GetProperty("ruleId").GetString()!,
                result.TryGetProperty("level", out var level) ? level.GetString()! : "warning",
                result.GetProperty("message").GetProperty("text").GetString()!,
                Path.GetFileName(file),
                place.GetProperty("region").GetProperty("startLine").GetInt32(),
                Property(result, "EveryRun") == "true")
            {
                Path = file,
            };
            finding = finding with { IsOfTheNetwork = finding.Rule == CompilerFinding.NotAwaited && IsOfTheNetwork(file, place) };
            yield return result.TryGetProperty("suppressions", out var suppressions) && suppressions.GetArrayLength() > 0
                ? finding.Suppressed()
                : finding;
        }
    }

    /// <summary>Whether the call at a place is one of the network. Of a file that cannot be read nothing is known.</summary>
    private static bool IsOfTheNetwork(string file, JsonElement place)
    {
        try
        {
            var region = place.GetProperty("region");
            var text = File.ReadAllText(file);
            return At("start") is var start && At("end") is var end && start <= end
                && ForgottenCall.IsOfTheNetwork(text[start..end], text);

            int At(string which) =>
                Place(text, region.GetProperty($"{which}Line").GetInt32(), region.GetProperty($"{which}Column").GetInt32());
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            return false;
        }
    }

    /// <param name="line">From 1, as the column. A file that has changed since may have none of that number.</param>
    private static int Place(string text, int line, int column)
    {
        var at = 0;
        for (; line > 1 && text.IndexOf('\n', at) is var end and >= 0; line--)
            at = end + 1;
        return Math.Min(text.Length, at + column - 1);
    }

    /// <summary>A property that the analyzer gave to its diagnostic. The compiler writes them below the result's property
    /// bag (SARIF 2.1.0 §3.8).</summary>
    private static string? Property(JsonElement result, string name) =>
        result.TryGetProperty("properties", out var properties)
        && properties.TryGetProperty("customProperties", out var custom)
        && custom.TryGetProperty(name, out var value) ? value.GetString() : null;
}
