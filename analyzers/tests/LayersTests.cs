using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>Which file of the rules uses which: folders in one order, and no two files of the model that need each other.</summary>
public class LayersTests
{
    /// <summary>A folder uses itself and those above it.</summary>
    private static readonly string[] Order = ["Model/Code", "Model/Counts", "Model", "Kata", "Rules", ""];

    private static readonly Lazy<ILookup<string, string>> Uses = new(Read);

    [Test]
    public void A_folder_uses_only_the_folders_above_it()
    {
        // The root folder holds what every rule is made with, beside the analyzer that puts all together.
        string[] shared = ["Categories.cs", "Documents.cs", "Polyfills.cs", "Rule.cs", "RuleIds.cs", "SocketRule.cs"];
        var against = from file in Uses.Value
                      from used in file
                      where !shared.Contains(used) && Array.IndexOf(Order, Folder(used)) > Array.IndexOf(Order, Folder(file.Key))
                      where !shared.Contains(file.Key)
                      select $"{file.Key} uses {used}";

        Assert.That(against, Is.Empty);
    }

    [Test]
    public void No_files_of_the_model_use_each_other_in_a_circle()
    {
        var circles = Uses.Value.Select(file => file.Key).Where(file => file.StartsWith("Model/", StringComparison.Ordinal))
            .Select(file => Way(file, file)).Where(way => way is not null);

        Assert.That(circles, Is.Empty);
        Assert.That(Uses.Value["Rules/SOCK001_ReceivedCountIgnored.cs"], Is.SupersetOf(new[] { "Model/Receive.cs", "Model/Traffic.cs", "Rule.cs" }), "so uses are seen");
    }

    private static string Folder(string file) => file.Contains('/') ? file[..file.LastIndexOf('/')] : "";

    /// <summary>A way over uses from one file to another, or null.</summary>
    private static string? Way(string from, string to)
    {
        var open = new Queue<string>([from]);
        var before = new Dictionary<string, string>();
        while (open.TryDequeue(out var file))
        {
            foreach (var used in Uses.Value[file])
            {
                if (used == to)
                {
                    var way = new StringBuilder(to);
                    for (var step = file; step != from; step = before[step]) way.Insert(0, $"{step} → ");
                    return way.Insert(0, $"{from} → ").ToString();
                }

                if (before.TryAdd(used, file)) open.Enqueue(used);
            }
        }

        return null;
    }

    private static ILookup<string, string> Read()
    {
        var root = Path.Combine(Repository.Root(), "analyzers");
        string[] folders = ["Model", "Kata", "Rules"];
        var files = folders.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(root, "*.cs"));
        var parsing = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = files.Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), parsing, Path.GetRelativePath(root, path).Replace('\\', '/'))).ToList();
        var usings = CSharpSyntaxTree.ParseText("global using Kata.Analyzers.Model.Code; global using Kata.Analyzers.Model.Counts;", parsing, "Usings.cs");
        var compilation = CSharpCompilation.Create("Layers", [.. trees, usings],
            [.. RuleTests.References, .. new[] { typeof(Compilation), typeof(CSharpCompilation) }.Select(type => MetadataReference.CreateFromFile(type.Assembly.Location))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id is "CS0246" or "CS0103" or "CS0234"), Is.Empty);

        var uses = from tree in trees
                   let model = compilation.GetSemanticModel(tree)
                   from name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
                   let symbol = model.GetSymbolInfo(name).Symbol
                   where symbol is not null and not INamespaceSymbol
                   let type = symbol as INamedTypeSymbol ?? symbol.ContainingType
                   where type is not null
                   from place in type.Locations
                   where place.SourceTree is { } used && used != tree && used != usings
                   select (tree.FilePath, Used: place.SourceTree!.FilePath);
        return uses.Distinct().ToLookup(use => use.FilePath, use => use.Used);
    }
}
