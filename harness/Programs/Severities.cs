using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kata.Servers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Programs;

/// <summary>How severe each rule is in each file, as the <c>.editorconfig</c> files of its folder and of those above say.</summary>
internal sealed class Severities : SyntaxTreeOptionsProvider
{
    private const string FileName = ".editorconfig";

    private readonly AnalyzerConfigSet set;
    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, ReportDiagnostic>> byFile = new();

    private Severities(AnalyzerConfigSet set) => this.set = set;

    /// <summary>Reads what applies to a folder of programs. For one that stands apart from any such file, the kata's own
    /// applies as if it lay there.</summary>
    public static Severities Of(string folder)
    {
        List<AnalyzerConfig> files = [];
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            var path = Path.Combine(above.FullName, FileName);
            if (File.Exists(path))
                files.Add(Read(path, path));
        }

        if (files.Count == 0)
            files.Add(Read(Path.Combine(Repository.Root, FileName), Path.Combine(folder, FileName)));
        return new(AnalyzerConfigSet.Create(files));
    }

    /// <summary>Never, whatever a comment in it says: a program is looked at.</summary>
    public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

    public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
        byFile.GetOrAdd(tree.FilePath, path => set.GetOptionsForSourcePath(path).TreeOptions).TryGetValue(diagnosticId, out severity);

    public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
        set.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);

    private static AnalyzerConfig Read(string path, string place) => AnalyzerConfig.Parse(SourceText.From(File.ReadAllText(path)), place);
}
