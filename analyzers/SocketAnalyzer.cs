using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Kata;
using Kata.Analyzers.Model;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        Rules.SelectMany(rule => rule.Descriptors).ToImmutableArray();

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        // Generated code is left out here, and not by the driver: a file of which an .editorconfig says that it is not generated is
        // looked at, whatever attributes are in it.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(start =>
        {
            if (SocketTypes.From(start.Compilation) is not { } types)
                return;

            // File by file, not member by member: most files are done with after a look at their text.
            var blanks = Blanks.In(start.Compilation);
            start.RegisterSemanticModelAction(file => Check(file, types, blanks));
        });
    }

    private static void Check(SemanticModelAnalysisContext context, SocketTypes types, Blanks? blanks)
    {
        var model = context.SemanticModel;
        if (context.IsGeneratedCode)
            return;
        if (!SocketWords.AreIn(model.SyntaxTree.GetText(context.CancellationToken)))
            return;
        var options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(model.SyntaxTree);
        var unfinishedBodies = new UnfinishedBodies(blanks, model, context.CancellationToken);
        var file = new SocketFile(model, types, options, unfinishedBodies.Contains, context.CancellationToken);
        var byHand = file.Option("generated_code") == "false";
        var rules = Rules.Where(rule => IsOn(rule.Descriptor, model, context)).ToList();
        var others = new List<SyntaxNode>();
        var words = SocketWords.Owners(file.Root);
        var methods = Methods.Of(file);
        foreach (var body in Bodies(file.Root))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (!byHand && IsMarkedGenerated(body))
                continue;
            if (methods.At(body) is not { } method)
            {
                if (methods.Skipped(body) is { } skipped)
                    Check(skipped);
                else
                    others.Add(body);
                continue;
            }

            if (method.TellsFailure || method.HandsOn)
                words.Add(method.Member.Name);
            Check(method);
        }

        // A body that names nothing of the network is looked at where it calls a helper that tells how the network fared, how much it
        // received, or gives it a socket, and where it makes an object that keeps one.
        if (words.Count == 0)
            return;
        foreach (var body in others)
        {
            if (methods.Using(words, body) is { } method)
                Check(method);
        }

        void Check(SocketMethod method)
        {
            var unfinished = unfinishedBodies.Of(method);
            foreach (var rule in rules)
                rule.Check(
                    method,
                    new Reporter(
                        rule.Descriptor,
                        Linked,
                        context.ReportDiagnostic,
                        unfinished is null ? null : (where, saying) => unfinished.Knows(where, rule.SightOf(saying))));
        }

        DiagnosticDescriptor Linked(DiagnosticDescriptor descriptor) => Documents.Link(descriptor, context.Options);
    }

    /// <summary>Whether the member, or a type around it, carries <c>[GeneratedCode]</c>.</summary>
    private static bool IsMarkedGenerated(SyntaxNode body) =>
        body.AncestorsAndSelf()
            .OfType<MemberDeclarationSyntax>()
            .SelectMany(member => member.AttributeLists)
            .SelectMany(list => list.Attributes)
            .Any(attribute =>
                attribute.Name.ToString() is var name && (name.EndsWith("GeneratedCode") || name.EndsWith("GeneratedCodeAttribute")));

    /// <summary>The bodies of a file's members, each once: methods, accessors, initializers, and the top-level statements as one.</summary>
    private static IEnumerable<SyntaxNode> Bodies(SyntaxNode root)
    {
        if (root is CompilationUnitSyntax unit && unit.Members.Any(member => member is GlobalStatementSyntax))
            yield return unit;
        foreach (var node in root.DescendantNodes(node =>
                node
                    is CompilationUnitSyntax
                        or BaseNamespaceDeclarationSyntax
                        or TypeDeclarationSyntax
                        or BasePropertyDeclarationSyntax
                        or AccessorListSyntax
                        or FieldDeclarationSyntax
                        or VariableDeclarationSyntax))
        {
            switch (node)
            {
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax:
                case PropertyDeclarationSyntax { ExpressionBody: not null }
                or PropertyDeclarationSyntax { Initializer: not null }
                or IndexerDeclarationSyntax { ExpressionBody: not null }:
                case VariableDeclaratorSyntax { Initializer: not null }:
                    yield return node;
                    break;
            }
        }
    }

    /// <summary>A rule that is off by default works only where somebody has asked for it.</summary>
    private static bool IsOn(DiagnosticDescriptor descriptor, SemanticModel model, SemanticModelAnalysisContext context)
    {
        if (descriptor.IsEnabledByDefault)
            return true;
        var options = model.Compilation.Options;
        return options.SpecificDiagnosticOptions.ContainsKey(descriptor.Id)
            || options.SyntaxTreeOptionsProvider is { } provider
               && (provider.TryGetDiagnosticValue(model.SyntaxTree, descriptor.Id, context.CancellationToken, out _)
                   || provider.TryGetGlobalDiagnosticValue(descriptor.Id, context.CancellationToken, out _));
    }
}
