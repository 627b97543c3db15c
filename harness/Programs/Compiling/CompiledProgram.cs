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
    /// <param name="programs">The folder of the programs. A program that needs other steps' files is compiled with those; if that fails,
    /// with all files, as with <c>dotnet test</c>.</param>
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
            return Made(new(sources, []), alone, severities, assembly, diagnostics, cancellation);

        (string Path, string Text)[] all = [.. others()];
        var needed = new NeededFiles(all).Of(sources.Files);
        var used = new Used(sources, needed);
        foreach (var more in (IReadOnlyList<(string, string)>[])[needed, all])
        {
            if (more.Count == 0 || (more == all && needed.Count == all.Length))
                continue;

            var together = ProgramCompiler.Compilation([.. sources.Files, .. more], severities);
            if (ProgramCompiler.Emit(together, folder, cancellation) is ({ } whole, var ofAll))
                return Made(used, together, severities, whole, ofAll, cancellation);
        }

        var errors = Found(new(sources, []), diagnostics);
        return Failed(errors.Any(finding => finding.Level == "error") ? errors : [.. errors, .. InCommon(sources.Step, diagnostics)]);
    }

    /// <summary>The first error in the files that every program is compiled with. A program makes one there if it has a type of its own
    /// with the name of one that they use. It would not compile, and nobody would be told why.</summary>
    private static IEnumerable<CompilerFinding> InCommon(Step step, IEnumerable<Diagnostic> diagnostics) =>
        from error in diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .OrderBy(error => error.Location.SourceTree is null).Take(1)
        let file = Path.GetFileName(error.Location.SourceTree?.FilePath)
        from finding in RoslynFindings.Of([error], step.FileName)
        select finding with
        {
            File = step.FileName,
            Line = 1,
            Path = null,
            Message = file is null ? finding.Message : $"{finding.Message} (in {file}, which is compiled into every program: "
                + "does a type or a namespace here have the name of one that is used there?)",
        };

    private static CompiledProgram Failed(IReadOnlyList<CompilerFinding> errors) => new(null, errors, Task.FromResult(errors));

    private static CompiledProgram Made(
        Used used, CSharpCompilation compilation, Severities severities, string assembly,
            IReadOnlyList<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var found = Found(used, diagnostics);
        return new(assembly, found, Task.Run(All, cancellation));

        async Task<IReadOnlyList<CompilerFinding>> All() =>
            Found(used, diagnostics.Concat(await ProgramAnalyzers.Run(compilation, severities, cancellation)));
    }

    /// <summary>What was found in the program's files, and what fails the step in the files of other steps that it uses.</summary>
    private static IReadOnlyList<CompilerFinding> Found(Used used, IEnumerable<Diagnostic> diagnostics)
    {
        var files = used.Sources.Files.Select(file => file.Path).ToHashSet();
        var others = used.Others.Select(file => file.Path).ToHashSet();
        return RoslynFindings.Of(diagnostics.Where(IsOfProgram), used.Sources.Step.FileName);

        bool IsOfProgram(Diagnostic diagnostic) => diagnostic.Location.SourceTree?.FilePath is not { } path || files.Contains(path)
            || (others.Contains(path) && diagnostic.Severity >= DiagnosticSeverity.Warning
                && (diagnostic.Id == CompilerFinding.NotAwaited
                    || diagnostic.Id.StartsWith(CompilerFinding.SocketRules, StringComparison.Ordinal)));
    }

    /// <summary>The program's own files, and those of other steps that it uses.</summary>
    private sealed record Used(ProgramSources Sources, IReadOnlyList<(string Path, string Text)> Others);
}
