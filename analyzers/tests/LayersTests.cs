using System.Text;
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
        // The root folder holds what every rule is made with, beside the analyzer that puts all together.
        string[] shared = ["Categories.cs", "Documents.cs", "Polyfills.cs", "Rule.cs", "RuleIds.cs", "SocketRule.cs"];
        var against = from use in Uses.Value.All
                      where !shared.Contains(use.To) && Array.IndexOf(Order, Folder(use.To)) > Array.IndexOf(Order, Folder(use.From))
                      where !shared.Contains(use.From)
                      select $"{use.From} uses {use.To}";

        Assert.That(against, Is.Empty);
    }

    [Test]
    public void No_files_of_the_model_use_each_other_in_a_circle()
    {
        var circles = Uses.Value.All.Select(use => use.From).Distinct().Where(file => file.StartsWith("Model/", StringComparison.Ordinal))
            .Select(file => Way(file, file)).Where(way => way is not null);

        Assert.That(circles, Is.Empty);
        Assert.That(
            Uses.Value["Rules/SOCK001_ReceivedCountIgnored.cs"],
            Is.SupersetOf(new[] { "Model/Receive.cs", "Model/Traffic.cs", "Rule.cs" }),
            "so uses are seen");
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
                    for (var step = file; step != from; step = before[step])
                        way.Insert(0, $"{step} → ");
                    return way.Insert(0, $"{from} → ").ToString();
                }

                if (before.TryAdd(used, file))
                    open.Enqueue(used);
            }
        }

        return null;
    }

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
