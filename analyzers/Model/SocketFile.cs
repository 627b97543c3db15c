using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Analyzers.Model;

/// <summary>One file while the rules look at it: each of its members is modelled once, whoever asks.</summary>
internal sealed class SocketFile(SemanticModel model, SocketTypes types, AnalyzerConfigOptions options, CancellationToken cancellation)
{
    private SourceText? text;
    private bool? mentionsDatagrams;
    private readonly Dictionary<SyntaxNode, SocketMethod?> methods = [];
    private readonly Dictionary<ISymbol, Helper?> helpers = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> conversing = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> receiving = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<ExpressionSyntax>> sites = new(SymbolEqualityComparer.Default);
    private Dictionary<string, List<ExpressionSyntax>>? calls;

    public SemanticModel Model { get; } = model;

    public SocketTypes Types { get; } = types;

    public CancellationToken Cancellation { get; } = cancellation;

    public SourceText Text => text ??= Model.SyntaxTree.GetText(Cancellation);

    /// <summary>Whether the file speaks of datagram sockets; then one that came from elsewhere can be either.</summary>
    public bool MentionsDatagrams => mentionsDatagrams ??= SocketWords.MentionsDatagrams(Model.SyntaxTree.GetRoot(Cancellation));

    /// <summary>Whether the word stands anywhere in the file's code.</summary>
    public bool Mentions(string word) => Model.SyntaxTree.GetRoot(Cancellation).DescendantTokens().Any(token => token.ValueText == word);

    /// <summary>A setting of an <c>.editorconfig</c>, or null.</summary>
    public string? Option(string name) => options.TryGetValue(name, out var value) ? value : null;

    /// <summary>The model of a member's body; null where nothing in it can be on the network.</summary>
    public SocketMethod? Method(SyntaxNode body)
    {
        if (!methods.TryGetValue(body, out var method)) methods[body] = method = SocketMethod.From(body, this);
        return method;
    }

    /// <summary>The model of a body that names nothing of the network but one of these, methods and classes of this file that reach it; null for any other.</summary>
    public SocketMethod? User(SyntaxNode body, HashSet<string> names) =>
        body.DescendantTokens().Any(token => token.RawKind == (int)SyntaxKind.IdentifierToken && names.Contains(token.ValueText)) ? methods[body] = SocketMethod.From(body, this, anyWords: true) : null;

    /// <summary>A class of this file that is disposable and keeps a socket.</summary>
    public bool IsOwner(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.Length: 1 } && type.DeclaringSyntaxReferences[0].SyntaxTree == Model.SyntaxTree
        && type.AllInterfaces.Any(one => one.SpecialType == SpecialType.System_IDisposable || one.Name == "IAsyncDisposable")
        && type.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && SocketTypes.IsToBeDisposed(field.Type));

    /// <summary>What a call of a method or local function of this file answers about the network; null where it does not, or cannot be seen.</summary>
    public Helper? HelperOf(IMethodSymbol target)
    {
        target = target.OriginalDefinition;
        if (target.DeclaringSyntaxReferences.Length != 1 || target.DeclaringSyntaxReferences[0].SyntaxTree != Model.SyntaxTree) return null;
        if (helpers.TryGetValue(target, out var helper)) return helper;

        // A method that calls itself is not looked into again.
        helpers[target] = null;
        return helpers[target] = target.DeclaringSyntaxReferences[0].GetSyntax(Cancellation) is var syntax && Member(syntax) is { } member && Method(member) is { } method
            ? Helper.From(target, method)
            : null;
    }

    /// <summary>Whether a method or local function of this file goes to the network, by itself or through another of this file.</summary>
    public bool Converses(IMethodSymbol target) => Does(target, conversing, NetworkCalls.Is);

    /// <summary>Whether a method or local function of this file takes in what a peer sent, by itself or through another of this file.</summary>
    public bool Receives(IMethodSymbol target) => Does(target, receiving, NetworkCalls.TakesIn);

    private bool Does(IMethodSymbol target, Dictionary<ISymbol, bool> answers, Func<IOperation, SocketMethod, bool> isIt)
    {
        target = target.OriginalDefinition;
        if (answers.TryGetValue(target, out var known)) return known;
        answers[target] = false;
        if (target.DeclaringSyntaxReferences.Length != 1 || target.DeclaringSyntaxReferences[0].SyntaxTree != Model.SyntaxTree) return false;
        return answers[target] = Member(target.DeclaringSyntaxReferences[0].GetSyntax(Cancellation)) is { } member && Method(member) is { } method
            && method.Operations.Any(operation => Helper.IsIn(operation, target) && (isIt(operation, method) || operation is IInvocationOperation call && Does(call.TargetMethod, answers, isIt)));
    }

    /// <summary>Where a method of this file is called in it.</summary>
    public IReadOnlyList<ExpressionSyntax> Sites(IMethodSymbol target)
    {
        target = target.OriginalDefinition;
        if (sites.TryGetValue(target, out var known)) return known;
        var name = target.MethodKind == MethodKind.Constructor ? target.ContainingType.Name : target.Name;
        calls ??= Calls();
        known = calls.TryGetValue(name, out var candidates)
            ? candidates.Where(site => SocketMethod.Same(Model.GetSymbolInfo(site, Cancellation).Symbol?.OriginalDefinition, target)).ToList()
            : [];
        if (target.MethodKind == MethodKind.Constructor && calls.TryGetValue("", out var untyped)) known.AddRange(untyped.Where(site => SocketMethod.Same(Model.GetSymbolInfo(site, Cancellation).Symbol?.OriginalDefinition, target)));
        return sites[target] = known;
    }

    /// <summary>The calls of the file by the name they use; <c>new(…)</c> by an empty one.</summary>
    private Dictionary<string, List<ExpressionSyntax>> Calls()
    {
        var byName = new Dictionary<string, List<ExpressionSyntax>>();
        foreach (var node in Model.SyntaxTree.GetRoot(Cancellation).DescendantNodes())
        {
            var name = node switch
            {
                InvocationExpressionSyntax call => Name(call.Expression),
                ObjectCreationExpressionSyntax creation => Name(creation.Type),
                ImplicitObjectCreationExpressionSyntax => "",
                _ => null,
            };
            if (name is null) continue;
            if (!byName.TryGetValue(name, out var list)) byName[name] = list = [];
            list.Add((ExpressionSyntax)node);
        }

        return byName;

        static string? Name(ExpressionSyntax expression) => expression switch
        {
            SimpleNameSyntax name => name.Identifier.ValueText,
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax member => member.Name.Identifier.ValueText,
            QualifiedNameSyntax name => name.Right.Identifier.ValueText,
            _ => null,
        };
    }

    /// <summary>Whether a method of this file only works with the number it is given: hands it to the framework or counts with it, and
    /// neither compares it nor passes it on.</summary>
    public bool OnlyCountsOn(IMethodSymbol target, IParameterSymbol? parameter)
    {
        if (parameter is null || target.OriginalDefinition.DeclaringSyntaxReferences.Length != 1 || target.IsVirtual || target.IsOverride || target.IsAbstract) return false;
        if (target.OriginalDefinition.DeclaringSyntaxReferences[0].GetSyntax(Cancellation) is not { } declaration || declaration.SyntaxTree != Model.SyntaxTree) return false;
        if (declaration is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax) || Model.GetOperation(declaration, Cancellation) is not { } body) return false;
        var uses = body.Descendants().OfType<IParameterReferenceOperation>().Where(reference => reference.Parameter.Ordinal == parameter.Ordinal && SocketMethod.Same(reference.Parameter.ContainingSymbol, target.OriginalDefinition)).ToList();
        return uses.Count > 0 && uses.All(use => use.Function() is not IAnonymousFunctionOperation && IsReckoned(use));
    }

    private static bool IsReckoned(IOperation use)
    {
        var value = use.SameValue();
        while (value.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Remainder }) value = value.Parent.SameValue();
        return value.Parent is IArgumentOperation { Parent: IInvocationOperation call } && SocketTypes.IsOfSystem(call.TargetMethod) && !call.TargetMethod.Name.StartsWith("ThrowIf", StringComparison.Ordinal) && call.TargetMethod.ContainingType.Name is not ("Math" or "Debug");
    }

    /// <summary>The member in whose model a method or local function is.</summary>
    private static SyntaxNode? Member(SyntaxNode declaration)
    {
        if (declaration is MethodDeclarationSyntax or ConstructorDeclarationSyntax) return declaration;
        if (declaration is not LocalFunctionStatementSyntax) return null;
        foreach (var above in declaration.Ancestors())
        {
            if (above is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax) return above;
        }

        return null;
    }
}
