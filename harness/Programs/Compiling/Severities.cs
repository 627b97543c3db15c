using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Kata.Machine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Programs.Compiling;

/// <summary>The severity of each rule in each file, and the rules' other options. They come from the kata's own <c>.editorconfig</c>,
/// wherever the folder is, and then from those of the folder and the folders above it, as in a build (Kata.props).</summary>
internal sealed class Severities : SyntaxTreeOptionsProvider
{
    private const string FileName = ".editorconfig";

    private readonly AnalyzerConfigSet own;
    private readonly AnalyzerConfigSet found;
    private readonly ConcurrentDictionary<string, Options> byFile = new();

    private Severities(AnalyzerConfigSet own, AnalyzerConfigSet found)
    {
        this.own = own;
        this.found = found;
        ForAnalyzers = new OfFiles(this);
    }

    /// <summary>The same for analyzers that ask.</summary>
    public AnalyzerConfigOptionsProvider ForAnalyzers { get; }

    /// <summary>Reads what applies to a folder of programs.</summary>
    public static Severities Of(string folder)
    {
        List<AnalyzerConfig> files = [];
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            var path = Path.Combine(above.FullName, FileName);
            if (File.Exists(path))
                files.Add(Read(path, path));
        }

        List<AnalyzerConfig> ours = [Read(Path.Combine(Repository.Root, FileName), Path.Combine(Path.GetFullPath(folder), FileName))];
        return new(AnalyzerConfigSet.Create(ours), AnalyzerConfigSet.Create(files));
    }

    /// <summary>No file of a program: the rules look at all that a student hands in, even where a comment says that it is
    /// generated.</summary>
    public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

    public override bool TryGetDiagnosticValue(
        SyntaxTree tree,
        string diagnosticId,
        CancellationToken cancellationToken,
        out ReportDiagnostic severity
    ) => Of(tree).Rules.TryGetValue(diagnosticId, out severity);

    public override bool TryGetGlobalDiagnosticValue(
        string diagnosticId,
        CancellationToken cancellationToken,
        out ReportDiagnostic severity
    ) => found.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);

    private Options Of(SyntaxTree tree) => byFile.GetOrAdd(tree.FilePath, path =>
    {
        var (before, after) = (own.GetOptionsForSourcePath(path), found.GetOptionsForSourcePath(path));
        return new(
            before.TreeOptions.SetItems(after.TreeOptions),
            before.AnalyzerOptions.SetItems(after.AnalyzerOptions).SetItem("generated_code", "false"));
    });

    private static AnalyzerConfig Read(string path, string place) => AnalyzerConfig.Parse(SourceText.From(File.ReadAllText(path)), place);

    /// <summary>What is said of one file.</summary>
    private sealed class Options(ImmutableDictionary<string, ReportDiagnostic> rules, ImmutableDictionary<string, string> values)
        : AnalyzerConfigOptions
    {
        public ImmutableDictionary<string, ReportDiagnostic> Rules => rules;

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }

    private sealed class OfFiles(Severities severities) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } =
            new Options(ImmutableDictionary<string, ReportDiagnostic>.Empty, severities.found.GlobalConfigOptions.AnalyzerOptions);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => severities.Of(tree);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }
}
