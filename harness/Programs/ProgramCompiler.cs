using Kata.Servers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Programs;

/// <summary>Compiles programs as Kata.props would, in memory, into an assembly that can be staged and graded.</summary>
internal static class ProgramCompiler
{
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Kata.Support;
        global using static Kata.Support.Blank;
        """;

    private static readonly CSharpParseOptions parseOptions = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions options = new(
        OutputKind.ConsoleApplication, mainTypeName: "Kata.Support.Entry", nullableContextOptions: NullableContextOptions.Enable);

    private static readonly MetadataReference[] framework =
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(IsManaged)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly SyntaxTree[] support =
    [
        Parse(GlobalUsings, "GlobalUsings.cs"),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "harness", "Support"), "*.cs")
            .Select(path => Parse(File.ReadAllText(path), path)),
    ];

    /// <summary>Compiles programs into a folder.</summary>
    /// <param name="sources">File names and texts.</param>
    /// <returns>The path of the assembly.</returns>
    public static string Compile(string folder, params IEnumerable<(string Path, string Text)> sources)
    {
        var assembly = Path.Combine(folder, "Programs.dll");
        var trees = sources.Select(source => Parse(source.Text, source.Path));
        var compilation = CSharpCompilation.Create("Programs", [.. support, .. trees], framework, options);

        using (var dll = File.Create(assembly))
        using (var pdb = File.Create(Path.ChangeExtension(assembly, ".pdb")))
        {
            var result = compilation.Emit(dll, pdb, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
            if (errors.Count > 0)
                throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
        }

        File.Copy(BuiltSolutions("Solutions.runtimeconfig.json"), Path.ChangeExtension(assembly, ".runtimeconfig.json"));
        return assembly;
    }

    /// <summary>A file in the solutions' output, built with the same configuration as this.</summary>
    public static string BuiltSolutions(string file)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Repository.Root, "solutions", "bin", configuration, "net10.0", file);
    }

    private static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), parseOptions, path);

    private static bool IsManaged(string path)
    {
        using var file = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        return file.HasMetadata;
    }
}
