using Kata.Layers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>Which file of the rules uses which: folders in one order, and no two files of the model that need each other.</summary>
public class LayersTests
{
    /// <summary>A folder uses itself and those above it.</summary>
    private static readonly string[] Order = ["Model/Code", "Model/Counts", "Model", "Kata", "Rules", ""];

    private static readonly Lazy<FileUses> Uses = new(Read);

    [Test]
    public void A_folder_uses_only_the_folders_above_it()
    {
        Assert.That(Against(Uses.Value), Is.Empty);
        Assert.That(
            Against(Uses.Value.With(("Model/Planted.cs", Planted("Rules.SOCK001_ReceivedCountIgnored")))),
            Is.EqualTo(new[] { "Model/Planted.cs uses Rules/SOCK001_ReceivedCountIgnored.cs" }),
            "so a use against the order is found");
    }

    [Test]
    public void No_files_of_the_model_use_each_other_in_a_circle()
    {
        Assert.That(Circles(Uses.Value), Is.Empty);
        Assert.That(
            Circles(Uses.Value.With(("Model/A.cs", "namespace N; class A : B;"), ("Model/Counts/B.cs", "namespace N; class B { A? a; }"))),
            Is.EquivalentTo(new[]
            {
                "Model/A.cs → Model/Counts/B.cs → Model/A.cs", "Model/Counts/B.cs → Model/A.cs → Model/Counts/B.cs",
            }),
            "so a circle is found");
        Assert.That(
            Uses.Value["Rules/SOCK001_ReceivedCountIgnored.cs"],
            Is.SupersetOf(new[] { "Model/Receive.cs", "Model/Traffic.cs", "Rule.cs" }),
            "so uses are seen");
    }

    private static IEnumerable<string> Against(FileUses uses)
    {
        // The root folder holds what every rule is made with, beside the analyzer that puts all together.
        string[] shared = ["Categories.cs", "Documents.cs", "Polyfills.cs", "Rule.cs", "RuleIds.cs", "SocketRule.cs"];
        return from use in uses.All
               where !shared.Contains(use.To) && Array.IndexOf(Order, Folder(use.To)) > Array.IndexOf(Order, Folder(use.From))
               where !shared.Contains(use.From)
               select $"{use.From} uses {use.To}";
    }

    private static IEnumerable<string?> Circles(FileUses uses) =>
        uses.All.Select(use => use.From).Distinct().Where(file => file.StartsWith("Model/", StringComparison.Ordinal))
            .Select(file => uses.Way(file, file)).Where(way => way is not null);

    /// <summary>A class that uses another.</summary>
    private static string Planted(string type) => $"class Planted {{ Kata.Analyzers.{type}? used; }}";

    private static string Folder(string file) => file.Contains('/') ? file[..file.LastIndexOf('/')] : "";

    private static FileUses Read()
    {
        var root = Path.Combine(Repository.Root(), "analyzers");
        string[] folders = ["Model", "Kata", "Rules"];
        var files = folders.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(root, "*.cs"));
        var roslyn = new[] { typeof(Compilation), typeof(CSharpCompilation) }
            .Select(type => MetadataReference.CreateFromFile(type.Assembly.Location));
        const string usings = "global using Kata.Analyzers.Model.Code; global using Kata.Analyzers.Model.Counts;";
        var uses = new FileUses(root, files, [.. RuleTests.References, .. roslyn], usings);
        Assert.That(uses.UnknownNames, Is.Empty);
        return uses;
    }
}
