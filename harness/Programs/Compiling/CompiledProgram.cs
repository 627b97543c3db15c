using Kata.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kata.Programs.Compiling;

/// <summary>A step's program, compiled by itself.</summary>
/// <param name="Assembly">Where it was written; null if it has errors.</param>
/// <param name="Compiler">What the compiler has to say of its files.</param>
/// <param name="Findings">The same, and what the analyzers find, which takes longer. With errors they do not run.</param>
internal sealed record CompiledProgram(
    string? Assembly, IReadOnlyList<CompilerFinding> Compiler, Task<IReadOnlyList<CompilerFinding>> Findings)
{
    /// <summary>Compiles a program into a folder.</summary>
    /// <param name="programs">The folder of the programs. A program that needs another step's file gets all files, if they compile, as
    /// with <c>dotnet test</c>.</param>
    public static CompiledProgram Of(ProgramSources sources, string programs, string folder, CancellationToken cancellation) =>
        Of(sources, Severities.Of(programs), () => ProgramSources.OfOthers(programs, sources.Step), folder, cancellation);

    /// <inheritdoc cref="Of(ProgramSources, string, string, CancellationToken)"/>
    /// <param name="others">The files of the other steps, if they are needed.</param>
    public static CompiledProgram Of(
        ProgramSources sources, Severities severities, Func<IEnumerable<(string Path, string Text)>> others, string folder,
            CancellationToken cancellation)
    {
        var alone = ProgramCompiler.Compilation(sources.Files, severities);
        var (assembly, diagnostics) = ProgramCompiler.Emit(alone, folder, cancellation);
        if (assembly is not null)
            return Made(sources, alone, severities, assembly, diagnostics, cancellation);

        var together = ProgramCompiler.Compilation([.. sources.Files, .. others()], severities);
        return ProgramCompiler.Emit(together, folder, cancellation) is ({ } whole, var ofAll)
            ? Made(sources, together, severities, whole, ofAll, cancellation)
            : Failed(Found(sources, diagnostics));
    }

    private static CompiledProgram Failed(IReadOnlyList<CompilerFinding> errors) => new(null, errors, Task.FromResult(errors));

    private static CompiledProgram Made(
        ProgramSources sources, CSharpCompilation compilation, Severities severities, string assembly,
            IReadOnlyList<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var found = Found(sources, diagnostics);
        return new(assembly, found, Task.Run(All, cancellation));

        async Task<IReadOnlyList<CompilerFinding>> All() =>
            Found(sources, diagnostics.Concat(await ProgramAnalyzers.Run(compilation, severities, cancellation)));
    }

    private static IReadOnlyList<CompilerFinding> Found(ProgramSources sources, IEnumerable<Diagnostic> diagnostics)
    {
        var files = sources.Files.Select(file => file.Path).ToHashSet();
        return RoslynFindings.Of(
            diagnostics.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath is not { } path || files.Contains(path)),
            sources.Step.FileName);
    }
}
