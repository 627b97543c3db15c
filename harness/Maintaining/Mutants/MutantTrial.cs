using System.Collections.Concurrent;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs.Compiling;
using Kata.Results;
using Kata.Servers;
using Kata.Workbench;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kata.Maintaining.Mutants;

/// <summary>Compiles mutants in memory and checks each until the first failure.</summary>
/// <param name="servers">The server host of all of them.</param>
internal sealed class MutantTrial(Task<ServerChoice> servers) : IDisposable
{
    private const string Warnings = nameof(Checks.NoSocketWarnings);

    private readonly SemaphoreSlim compiling = new(1);
    private readonly Severities severities = Severities.Of(Path.Combine(Repository.Root, "solutions"));
    private readonly ConcurrentDictionary<Subject, Task<Original>> originals = new();

    /// <summary>Tries a mutant.</summary>
    public async Task<TriedMutant> Try(Mutant mutant, CancellationToken cancellation)
    {
        var original = await originals.GetOrAdd(mutant.Subject, subject => OriginalOf(subject, cancellation));
        var folder = TemporaryFolder.Create();
        try
        {
            var compilation = Compilation(mutant.Subject, mutant.Source);
            string? assembly;
            await compiling.WaitAsync(cancellation);
            try
            {
                (assembly, _) = await Task.Run(() => ProgramCompiler.Emit(compilation, folder.FullName, cancellation), cancellation);
                if (assembly is null)
                    return new(mutant, Fate.DoesNotCompile, null);
                var code = await Task.Run(() => Code(compilation, cancellation), cancellation);
                if (code.AsSpan().SequenceEqual(original.Code))
                    return new(mutant, Fate.SameProgram, null);
            }
            finally
            {
                compiling.Release();
            }

            var (fate, check) = await Check(mutant.Subject.Step, assembly, cancellation);
            return fate == Fate.Survived && (await Warned(mutant.Subject, compilation, cancellation)).Except(original.Warnings).Any()
                ? new(mutant, Fate.Caught, "The file has no socket warnings")
                : new(mutant, fate, check);
        }
        finally
        {
            TemporaryFolder.Remove(folder.FullName);
        }
    }

    public void Dispose()
    {
        compiling.Dispose();
    }

    private static CSharpCompilation Compilation(Subject subject, string source) =>
        ProgramCompiler.Compilation([(subject.Step.FileName, source)]);

    /// <summary>What the compiler makes of a program, optimized and without the places of its lines: the same bytes for texts that
    /// differ in nothing that runs.</summary>
    private static byte[] Code(CSharpCompilation compilation, CancellationToken cancellation)
    {
        using var code = new MemoryStream();
        compilation
            .WithOptions(compilation.Options.WithDeterministic(true).WithOptimizationLevel(OptimizationLevel.Release))
            .Emit(code, cancellationToken: cancellation);
        return code.ToArray();
    }

    private async Task<Original> OriginalOf(Subject subject, CancellationToken cancellation)
    {
        var compilation = Compilation(subject, subject.Text);
        return new(Code(compilation, cancellation), [.. await Warned(subject, compilation, cancellation)]);
    }

    /// <summary>The rules that warn of a program so that its step fails, each as often as it does.</summary>
    private async Task<IEnumerable<string>> Warned(Subject subject, CSharpCompilation compilation, CancellationToken cancellation) =>
        RoslynFindings.Of(
                compilation.GetDiagnostics(cancellation).Concat(await ProgramAnalyzers.Run(compilation, severities, cancellation)),
                subject.Step.FileName)
            .Where(finding => finding.FailsTheStep)
            .GroupBy(finding => finding.Rule)
            .Select(rule => $"{rule.Key} {rule.Count()}");

    private async Task<(Fate Fate, string? Check)> Check(Step step, string assembly, CancellationToken cancellation)
    {
        using var grader = new Grader(new(assembly, "mutants") { MayHaveBlanks = false }, servers);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var stop = enough.Token.Register(grader.Programs.Stop);
        var results = await Task.WhenAll(CheckedFolder.ChecksOf(step)
            .Where(check => check.Method.Name != Warnings)
            .Select(check => Task.Run(() => Run(check, grader, enough), cancellation)));
        cancellation.ThrowIfCancellationRequested();
        var caught = results.FirstOrDefault(result => result?.Status is CheckStatus.Failed or CheckStatus.NotStarted);
        if (caught is not null)
            return (Fate.Caught, caught.Sentence);
        return (results.Any(result => result is null or { Status: CheckStatus.NotGraded }) ? Fate.NotGraded : Fate.Survived, null);
    }

    /// <returns>Null if another check has failed meanwhile, so that this one says nothing.</returns>
    private async Task<CheckResult?> Run(Check check, Grader grader, CancellationTokenSource enough)
    {
        try
        {
            var result = await check.Run(grader, enough.Token);
            if (enough.IsCancellationRequested)
                return null;
            if (result.Status is CheckStatus.Failed or CheckStatus.NotStarted)
                await enough.CancelAsync();
            return result;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What a subject is like before it is changed.</summary>
    private sealed record Original(byte[] Code, IReadOnlySet<string> Warnings)
    {
        public Original(byte[] code, string[] warnings)
            : this(code, warnings.ToHashSet())
        {
        }
    }
}
