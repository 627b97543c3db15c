using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Layers;

/// <summary>Which file uses which, as the compiler understands them. Compiled into the tests of every part that has layers.</summary>
internal sealed class FileUses
{
    private const string Implicit =
        "global using global::System; global using global::System.Collections.Generic; global using global::System.IO; "
        + "global using global::System.Linq; global using global::System.Threading; global using global::System.Threading.Tasks;";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    private readonly CSharpCompilation compilation;
    private readonly ILookup<string, string> uses;

    /// <param name="root">The folder that the files are named from.</param>
    /// <param name="usings">Global usings besides those of the SDK.</param>
    public FileUses(string root, IEnumerable<string> files, IEnumerable<MetadataReference> references, string usings = "")
    {
        var trees = files.Select(path =>
            CSharpSyntaxTree.ParseText(File.ReadAllText(path), Parsing, Path.GetRelativePath(root, path).Replace('\\', '/')));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable);
        compilation = CSharpCompilation.Create(
            "Layers", [.. trees, CSharpSyntaxTree.ParseText(Implicit + usings, Parsing)], references, options.WithAllowUnsafe(true));
        uses = Files.SelectMany(Uses).Distinct().ToLookup(use => use.From, use => use.To);
    }

    private FileUses(FileUses other, IReadOnlyList<SyntaxTree> more)
    {
        compilation = other.compilation.AddSyntaxTrees(more);
        uses = other.All.Concat(more.SelectMany(Uses)).Distinct().ToLookup(use => use.From, use => use.To);
    }

    /// <summary>The same with more files, which the others do not use.</summary>
    public FileUses With(params IEnumerable<(string File, string Text)> files) =>
        new(this, [.. files.Select(one => CSharpSyntaxTree.ParseText(one.Text, Parsing, one.File))]);

    /// <summary>What the compiler does not know: with a name missing, uses would go unseen.</summary>
    public IEnumerable<Diagnostic> UnknownNames => compilation.GetDiagnostics()
        .Where(found => found.Severity == DiagnosticSeverity.Error && found.Id is "CS0246" or "CS0103" or "CS0234");

    /// <summary>Every use of a file by another.</summary>
    public IEnumerable<(string From, string To)> All => uses.SelectMany(file => file.Select(used => (file.Key, used)));

    /// <summary>The files that a file uses.</summary>
    public IEnumerable<string> this[string file] => uses[file];

    /// <summary>Circles of files that lie in more than one folder: <c>A/a.cs → B/b.cs → A/a.cs</c>.</summary>
    public IEnumerable<string> CirclesAcrossFolders =>
        from use in All
        where Path.GetDirectoryName(use.From) != Path.GetDirectoryName(use.To)
        let back = Way(use.To, use.From)
        where back is not null
        select $"{use.From} → {back}";

    /// <summary>A shortest way over uses from one file to another, as <c>a.cs → b.cs</c>; null if there is none.</summary>
    public string? Way(string from, string to)
    {
        var open = new Queue<string>([from]);
        var before = new Dictionary<string, string>();
        while (open.TryDequeue(out var file))
        {
            foreach (var used in uses[file])
            {
                if (used == to)
                {
                    var way = $"{file} → {to}";
                    for (; file != from; file = before[file])
                        way = $"{before[file]} → {way}";
                    return way;
                }

                if (used != from && before.TryAdd(used, file))
                    open.Enqueue(used);
            }
        }

        return null;
    }

    /// <summary>The using directives that no name in their file needs.</summary>
    public IEnumerable<string> UnneededUsings =>
        from tree in Files
        from found in compilation.GetSemanticModel(tree).GetDiagnostics()
        where found.Id == "CS8019"
        select $"{tree.FilePath}: {tree.GetText().ToString(found.Location.SourceSpan)}";

    private IEnumerable<SyntaxTree> Files => compilation.SyntaxTrees.Where(tree => tree.FilePath != "");

    private IEnumerable<(string From, string To)> Uses(SyntaxTree tree)
    {
        var model = compilation.GetSemanticModel(tree);
        return from node in tree.GetRoot().DescendantNodes()
               where node is SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax
               let symbol = model.GetSymbolInfo(node).Symbol
               where symbol is not null and not INamespaceSymbol
               let type = symbol as INamedTypeSymbol ?? symbol.ContainingType
               where type is not null
               from place in type.Locations
               where place.SourceTree is { FilePath: not "" } used && used != tree
               select (tree.FilePath, place.SourceTree!.FilePath);
    }
}
