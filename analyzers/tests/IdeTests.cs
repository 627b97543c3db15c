using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.MSBuild;
using Microsoft.CodeAnalysis.Text;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>What an IDE does with the exercises: it loads the project by a design-time build, with the analyzers and fixes that
/// the project refers to, and asks them anew while a student types. Loaded by <see cref="MSBuildWorkspace"/>, as the C#
/// language server does.</summary>
public class IdeTests
{
    internal const string Typed = """
        using System.Net.Sockets;

        static class Step04_SendingAndReceiving
        {
            static void Read(Socket socket, byte[] buffer)
            {
                socket.Receive(buffer);
            }
        }
        """;

    /// <summary>The exercise with a mistake on lines of its own, between its blanks.</summary>
    internal static string TypedInto(string exercise)
    {
        const string line = "        Decoder decoder = Encoding.UTF8.GetDecoder();\n";
        Assert.That(exercise, Does.Contain(line).And.Contains("__"));
        return exercise.Replace(
            line,
            $"{line}        socket.Receive(buffer);\n        Console.Write(Encoding.UTF8.GetString(buffer));\n",
            StringComparison.Ordinal);
    }

    [Test]
    public async Task A_mistake_typed_into_an_exercise_is_shown_and_can_be_fixed()
    {
        using var workspace = MSBuildWorkspace.Create();
        var project = await workspace.OpenProjectAsync(Path.Combine(Repository.Root(), "exercises", "Exercises.csproj"));
        Assert.That(
            project.AnalyzerReferences.Select(reference => reference.Display),
            Is.SupersetOf(new[] { "Kata.Analyzers", "Kata.CodeFixes" }),
            $"The exercises cannot be loaded; build them first. {string.Join(' ', workspace.Diagnostics)}");
        var step = project.Documents.Single(document => document.Name == "Step04_SendingAndReceiving.cs");
        Assert.That(await Findings(step), Has.Some.Property("Id").EqualTo("KATA001"), "of the stub");

        step = step.WithText(SourceText.From(TypedInto((await step.GetTextAsync()).ToString())));
        var finding = (await Findings(step)).Single(found => found.Id == "SOCK001");

        Assert.That(finding.Severity, Is.EqualTo(DiagnosticSeverity.Warning));
        Assert.That(
            (await Findings(await Fixed(step, finding))).Select(found => found.Id),
            Has.None.EqualTo("SOCK001").And.Some.EqualTo("KATA001"));
    }

    /// <summary>A program that we did not write, and that is made of the same parts as an IDE: it loads the project, runs the rules that
    /// the project
    /// refers to, and applies their fixes.</summary>
    [Test]
    public async Task Dotnet_format_fixes_a_mistake_in_a_folder_of_programs()
    {
        var folder = Directory.CreateTempSubdirectory("kata-format");
        try
        {
            var step = Path.Combine(folder.FullName, "Step04_SendingAndReceiving.cs");
            await File.WriteAllTextAsync(step, Typed);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Programs.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <Import Project="{Path.Combine(Repository.Root(), "harness", "Kata.props")}" />
                </Project>
                """);

            await DotNet.Run(folder.FullName, "format analyzers --diagnostics SOCK001");

            Assert.That(await File.ReadAllTextAsync(step), Does.Contain("received += count;"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Diagnostic>> Findings(Document document)
    {
        var rules = document.Project.AnalyzerReferences
            .SelectMany(reference => reference.GetAnalyzers(LanguageNames.CSharp))
            .Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id.StartsWith("SOCK") || rule.Id.StartsWith("KATA")));
        var compilation = (await document.Project.GetCompilationAsync())!.WithAnalyzers([.. rules], document.Project.AnalyzerOptions);
        var found = await compilation.GetAnalyzerDiagnosticsAsync();
        return [.. found.Where(finding => finding.Location.SourceTree?.FilePath == document.FilePath)];
    }

    /// <summary>The document after the first fix that is offered.</summary>
    private static async Task<Document> Fixed(Document document, Diagnostic finding)
    {
        var offered = new List<CodeAction>();
        var context = new CodeFixContext(document, finding, (action, _) => offered.Add(action), CancellationToken.None);
        foreach (var provider in Providers(document.Project).Where(provider => provider.FixableDiagnosticIds.Contains(finding.Id)))
            await provider.RegisterCodeFixesAsync(context);

        Assert.That(offered, Is.Not.Empty);
        var applied = (await offered[0].GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return applied.ChangedSolution.GetDocument(document.Id)!;
    }

    private static IEnumerable<CodeFixProvider> Providers(Project project) =>
        project
            .AnalyzerReferences.OfType<AnalyzerFileReference>()
            .Select(reference => reference.GetAssembly())
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type =>
                type.GetCustomAttribute<ExportCodeFixProviderAttribute>() is not null && type.Assembly.GetName().Name == "Kata.CodeFixes")
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!);
}
