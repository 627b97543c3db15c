using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kata.Analyzers;

/// <summary>Looks at each member once and asks every rule about it, so that the model of the member is made once too.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SocketAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Every rule, by identifier. Each is one file in <c>Rules</c> and knows nothing of the others.</summary>
    public static readonly ImmutableArray<SocketRule> Rules = ImmutableArray.Create<SocketRule>(
        new SOCK001_ReceivedCountIgnored(),
        new SOCK002_EndOfStreamNotTested(),
        new SOCK003_WholeBufferUsed(),
        new SOCK004_OneReceiveForAMessage(),
        new SOCK005_DecodedInPieces(),
        new SOCK006_SentCountIgnored(),
        new SOCK007_TextLengthAsByteLength(),
        new SOCK008_NotFlushed(),
        new SOCK009_RequestNotHttp(),
        new SOCK010_HostByteOrder(),
        new SOCK011_ErrorSwallowed(),
        new SOCK012_ErrorNotHandled(),
        new SOCK013_LookupAndConnectionNotToldApart(),
        new SOCK014_NoDeadline(),
        new SOCK015_NotDisposed(),
        new SOCK016_ConnectedAsTest(),
        new SOCK017_DatagramFromAnyone(),
        new SOCK018_FirstAddressOnly(),
        new SOCK019_EventArgsIgnored(),
        new SOCK020_NoHalfClose());

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        Rules.Select(rule => rule.Descriptor).ToImmutableArray();

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (SocketTypes.From(start.Compilation) is not { } types) return;
            start.RegisterCodeBlockAction(block => Check(block, types));
        });
    }

    private static void Check(CodeBlockAnalysisContext context, SocketTypes types)
    {
        if (SocketMethod.From(context.CodeBlock, context.OwningSymbol, context.SemanticModel, types, context.CancellationToken) is not { } method) return;
        foreach (var rule in Rules)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            rule.Check(method, new Reporter(rule.Descriptor, context.ReportDiagnostic));
        }
    }
}
