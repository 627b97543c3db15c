using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>The index of one member's body: its operations, calls, variables and graphs. The layers above say what they mean.</summary>
internal sealed class SocketMethod : Notes
{
    private readonly Dictionary<ISymbol, List<IOperation>> references = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> values = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> added = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> inOrder = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation?>> functions = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<SyntaxNode, IOperation> referenceAt = [];
    private readonly Dictionary<SyntaxNode, IInvocationOperation> callAt = [];
    private readonly Dictionary<ISymbol, List<IOperation>> reads = new(SymbolEqualityComparer.Default);
    private readonly OperationTree tree;
    private Dictionary<ISymbol, ILocalFunctionOperation>? localFunctions;
    private Graphs? graphs;

    private SocketMethod(IOperation root, ISymbol member, SocketFile file)
    {
        Root = root;
        Member = member;
        File = file;
        tree = new OperationTree(root);
        foreach (var operation in Operations)
        {
            switch (operation)
            {
                case IInvocationOperation call:
                    callAt[call.Syntax] = call;
                    break;
                case IVariableDeclaratorOperation declarator:
                    Add(
                        values,
                        declarator.Symbol,
                        (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value);
                    break;
                case ISimpleAssignmentOperation assignment when assignment.Target.Symbol() is { } target and not IPropertySymbol:
                    Add(values, target, assignment.Value);
                    break;
                case ICompoundAssignmentOperation compound when Referenced(compound.Target) is { } sum:
                    Add(added, sum, compound.Value);
                    break;
                case IDeconstructionAssignmentOperation { Value: var value } when value.Unwrap() is ITupleOperation parts:
                    for (var place = 0; place < parts.Elements.Length; place++)
                    {
                        if (parts.TakenApartInto(place)?.Variable() is { } part)
                            Add(values, part, parts.Elements[place]);
                    }

                    break;
                case not null when Referenced(operation) is { } symbol:
                    Add(references, symbol, operation);
                    referenceAt[operation.Syntax] = operation;
                    break;
            }
        }
    }

    private static void Add(Dictionary<ISymbol, List<IOperation>> lists, ISymbol symbol, IOperation? operation)
    {
        if (operation is null)
            return;
        if (!lists.TryGetValue(symbol, out var list))
            lists[symbol] = list = [];
        list.Add(operation);
    }

    public IOperation Root { get; }

    public ISymbol Member { get; }

    public SocketFile File { get; }

    public SemanticModel Model => File.Model;

    public SocketTypes Types => File.Types;

    public CancellationToken Cancellation => File.Cancellation;

    /// <summary>Every operation of the body, lambdas and local functions included, in the order of the source.</summary>
    public IReadOnlyList<IOperation> Operations => tree.All;

    public Graphs Graphs => graphs ??= new Graphs(Root, hasLabels: All<ILabeledOperation>().Count > 0);

    public IReadOnlyList<IInvocationOperation> Calls => All<IInvocationOperation>();

    /// <summary>The operations of one type, in the order of the source. They are found once for all rules.</summary>
    public IReadOnlyList<T> All<T>() where T : class, IOperation => tree.Of<T>();

    /// <summary>An operation of this body and all operations in it, in the order of the source.</summary>
    public IEnumerable<IOperation> Within(IOperation outer) => tree.Within(outer);

    /// <summary>The operations of one function of this body, without those in functions inside it. Null stands for the member
    /// itself.</summary>
    public IReadOnlyList<IOperation> In(IOperation? function) => tree.In(function);

    /// <summary>The index of a body; null if nothing in it can be on the network, or if the file skips it.</summary>
    public static SocketMethod? From(SyntaxNode body, SocketFile file, bool anyWords = false, bool evenIfSkipped = false)
    {
        if (!anyWords && !SocketWords.Body(body).Any(part => SocketWords.AreIn(part, file.Text)))
            return null;
        if (!evenIfSkipped && file.Skips(body) || Operation(body, file.Model, file.Cancellation) is not { } root)
            return null;
        var member = body is CompilationUnitSyntax
            ? file.Model.GetEnclosingSymbol(SocketWords.Body(body).First().SpanStart, file.Cancellation)
            : file.Model.GetDeclaredSymbol(body, file.Cancellation);
        return member is null ? null : new SocketMethod(root, member, file);
    }

    /// <summary>The operations of this method or local function itself, without those in functions inside it.</summary>
    public IReadOnlyList<IOperation> Of(IMethodSymbol target)
    {
        if (target.MethodKind is MethodKind.Ordinary or MethodKind.Constructor)
            return In(null);
        if (localFunctions is null)
        {
            localFunctions = new(SymbolEqualityComparer.Default);
            foreach (var function in All<ILocalFunctionOperation>())
                localFunctions[function.Symbol.OriginalDefinition] = function;
        }

        return localFunctions.TryGetValue(target, out var local) ? In(local) : [];
    }

    /// <summary>All mentions of a local, parameter or field in the body, in the order of the source.</summary>
    public IReadOnlyList<IOperation> References(ISymbol symbol) =>
        references.TryGetValue(symbol, out var list) ? list : System.Array.Empty<IOperation>();

    /// <summary>The mention in the operation tree that belongs to a mention in a control-flow graph.</summary>
    public IOperation? ReferenceAt(SyntaxNode syntax) => referenceAt.TryGetValue(syntax, out var reference) ? reference : null;

    /// <summary>The call in the operation tree that belongs to a call in a control-flow graph.</summary>
    public IInvocationOperation? CallAt(SyntaxNode syntax) => callAt.TryGetValue(syntax, out var call) ? call : null;

    /// <summary>The mentions within a node, in the order of the source.</summary>
    public IEnumerable<IOperation> ReferencesIn(ISymbol symbol, SyntaxNode node)
    {
        if (!inOrder.TryGetValue(symbol, out var list))
        {
            inOrder[symbol] = list = [.. References(symbol)];
            list.Sort((one, other) => one.Syntax.SpanStart.CompareTo(other.Syntax.SpanStart));
        }

        var (low, high) = (0, list.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (list[middle].Syntax.SpanStart < node.SpanStart)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < list.Count && list[low].Syntax.SpanStart < node.Span.End; low++)
            yield return list[low];
    }

    /// <summary>Whether the variable is mentioned only in this function. The order of its mentions is then known.</summary>
    public bool IsOnlyIn(ISymbol symbol, IOperation? function)
    {
        if (!functions.TryGetValue(symbol, out var found))
        {
            functions[symbol] = found = [];
            foreach (var reference in References(symbol))
            {
                var its = reference.Function();
                if (!found.Contains(its))
                    found.Add(its);
            }
        }

        return found.Count == 0 || found.Count == 1 && found[0] == function;
    }

    /// <summary>The reads of <paramref name="variable"/> that can see the value written at <paramref name="write"/>. If a lambda or local
    /// function also uses the variable, these are all reads, because the order is then not known.</summary>
    public IReadOnlyList<IOperation> ReadsAfter(ISymbol variable, IOperation write)
    {
        if (!IsInOrder(variable, write))
            return AllReads();
        var reads = new List<IOperation>();
        var known = new HashSet<IOperation>();
        var found = Graphs.After(write, variable, step =>
        {
            // The assignment of this same value comes right after it, and does not end its life.
            if (Overwrites(step, variable))
                return step.Syntax.Contains(write.Syntax);
            if (Same(Referenced(step), variable)
                && ReferenceAt(step.Syntax) is { } reference
                && !reference.IsWrite()
                && known.Add(reference))
            {
                reads.Add(reference);
            }

            return true;
        });
        return found ? reads : AllReads();

        List<IOperation> AllReads()
        {
            if (!this.reads.TryGetValue(variable, out var all))
                this.reads[variable] = all = References(variable).Where(reference => !reference.IsWrite()).ToList();
            return all;
        }
    }

    /// <summary>Whether the order in which a variable is written and read is known: it is a local of one function.</summary>
    public bool IsInOrder(ISymbol variable, IOperation write) => variable is not IFieldSymbol && IsOnlyIn(variable, write.Function());

    /// <summary>What the body adds to a variable or subtracts from it, with <c>+=</c> and the like.</summary>
    public IReadOnlyList<IOperation> Added(ISymbol symbol) =>
        added.TryGetValue(symbol, out var list) ? list : System.Array.Empty<IOperation>();

    /// <summary>What the body assigns to a variable.</summary>
    public IReadOnlyList<IOperation> Assigned(ISymbol symbol) =>
        values.TryGetValue(symbol, out var list) ? list : System.Array.Empty<IOperation>();

    public static bool IsNull(IOperation? value) => value.Unwrap() is { ConstantValue: { HasValue: true, Value: null } };

    public static bool Same(ISymbol? one, ISymbol? other) => one is not null && SymbolEqualityComparer.Default.Equals(one, other);

    /// <summary>Whether the step gives the variable another value, so that the value before is gone.</summary>
    public static bool Overwrites(IOperation step, ISymbol variable) => step switch
    {
        ISimpleAssignmentOperation assignment => Same(Referenced(assignment.Target), variable),
        IArgumentOperation { Parameter.RefKind: RefKind.Out } argument => Same(Referenced(argument.Value), variable),
        _ => false,
    };

    public static ISymbol? Referenced(IOperation operation) => operation.Variable();

    /// <summary>The operation of a member's body, however the body is written.</summary>
    private static IOperation? Operation(SyntaxNode body, SemanticModel model, CancellationToken cancellation) => body switch
    {
        PropertyDeclarationSyntax { ExpressionBody: { } arrow } => model.GetOperation(arrow, cancellation),
        IndexerDeclarationSyntax { ExpressionBody: { } arrow } => model.GetOperation(arrow, cancellation),
        PropertyDeclarationSyntax { Initializer: { } initializer } => model.GetOperation(initializer, cancellation),
        VariableDeclaratorSyntax { Initializer: { } initializer } => model.GetOperation(initializer, cancellation),
        BaseMethodDeclarationSyntax
        or AccessorDeclarationSyntax
        or CompilationUnitSyntax
        or ArrowExpressionClauseSyntax
        or EqualsValueClauseSyntax => model.GetOperation(body, cancellation),
        _ => null,
    };
}
