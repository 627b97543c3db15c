using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>One member's body with all that the rules ask about it, worked out once and shared by every rule.</summary>
internal sealed class SocketMethod
{
    private readonly Dictionary<ISymbol, List<IOperation>> references = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> values = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IOperation, bool> networkBacked = [];
    private readonly Dictionary<SyntaxNode, IOperation> referenceAt = [];
    private readonly Dictionary<SyntaxNode, IInvocationOperation> callAt = [];
    private Graphs? graphs;
    private List<Receive>? receives;
    private List<Receive>? helperReceives;
    private List<Send>? sends;

    private SocketMethod(IOperation root, ISymbol member, SocketFile file)
    {
        Root = root;
        Member = member;
        File = file;
        Operations = root.DescendantsAndSelf().ToList();
        Calls = Operations.OfType<IInvocationOperation>().ToList();
        foreach (var operation in Operations)
        {
            switch (operation)
            {
                case IInvocationOperation call:
                    callAt[call.Syntax] = call;
                    break;
                case IVariableDeclaratorOperation declarator:
                    Add(values, declarator.Symbol, (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value);
                    break;
                case ISimpleAssignmentOperation assignment when assignment.Target.Symbol() is { } target and not IPropertySymbol:
                    Add(values, target, assignment.Value);
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
        if (operation is null) return;
        if (!lists.TryGetValue(symbol, out var list)) lists[symbol] = list = [];
        list.Add(operation);
    }

    public IOperation Root { get; }

    public ISymbol Member { get; }

    public SocketFile File { get; }

    public SemanticModel Model => File.Model;

    public SocketTypes Types => File.Types;

    public CancellationToken Cancellation => File.Cancellation;

    /// <summary>Every operation of the body, lambdas and local functions included, in the order of the source.</summary>
    public IReadOnlyList<IOperation> Operations { get; }

    public Graphs Graphs => graphs ??= new Graphs(Root);

    public IReadOnlyList<Receive> Receives => receives ??= Calls
        .Select(call => Receive.From(call, this)).Where(receive => receive is not null).ToList()!;

    /// <summary>The calls of the file's own helpers that receive, and answer how much.</summary>
    public IReadOnlyList<Receive> HelperReceives => helperReceives ??= Calls
        .Select(call => Receive.FromHelper(call, this)).Where(receive => receive is not null).ToList()!;

    public IReadOnlyList<Send> Sends => sends ??= Calls
        .Select(call => Send.From(call, this)).Where(send => send is not null).ToList()!;

    public IReadOnlyList<IInvocationOperation> Calls { get; }

    /// <summary>Whether it is a helper that tells its callers of a failure by what it returns.</summary>
    public bool TellsFailure => Member is IMethodSymbol helper && Operations.Any(operation => operation is ICatchClauseOperation)
        && File.HelperOf(helper) is { TellsFailure: true } or { TellsBadText: true };

    public static SocketMethod? From(SyntaxNode body, SocketFile file, bool anyWords = false)
    {
        if (!anyWords && !SocketWords.Body(body).Any(part => SocketWords.AreIn(part, file.Text))) return null;
        if (file.Types.Blank is { } blank && Names(body).Any(name => Blanks.IsBlank(name, file.Model, blank, file.Cancellation))) return null;
        if (Operation(body, file.Model, file.Cancellation) is not { } root) return null;
        var member = body is CompilationUnitSyntax ? file.Model.GetEnclosingSymbol(SocketWords.Body(body).First().SpanStart, file.Cancellation) : file.Model.GetDeclaredSymbol(body, file.Cancellation);
        return member is null ? null : new SocketMethod(root, member, file);
    }

    /// <summary>All mentions of a local, parameter or field in the body, in the order of the source.</summary>
    public IReadOnlyList<IOperation> References(ISymbol symbol) =>
        references.TryGetValue(symbol, out var list) ? list : System.Array.Empty<IOperation>();

    /// <summary>The mention in the operation tree for one found in a control-flow graph.</summary>
    public IOperation? ReferenceAt(SyntaxNode syntax) => referenceAt.TryGetValue(syntax, out var reference) ? reference : null;

    /// <summary>The call in the operation tree for one found in a control-flow graph.</summary>
    public IInvocationOperation? CallAt(SyntaxNode syntax) => callAt.TryGetValue(syntax, out var call) ? call : null;

    /// <summary>The reads of <paramref name="variable"/> that can see the value written at <paramref name="write"/>.
    /// Where a lambda or local function uses the variable too, all reads, for then nobody knows the order.</summary>
    public IReadOnlyList<IOperation> ReadsAfter(ISymbol variable, IOperation write)
    {
        var all = References(variable);
        var function = write.Function();
        if (variable is IFieldSymbol || all.Any(reference => reference.Function() != function)) return all.Where(r => !r.IsWrite()).ToList();

        var reads = new List<IOperation>();
        var start = write;
        var found = Graphs.After(write, step =>
        {
            // The assignment of this very value comes right after it and is not the end of its life.
            if (Overwrites(step, variable)) return step.Syntax.Contains(start.Syntax);
            if (Same(Referenced(step), variable) && ReferenceAt(step.Syntax) is { } reference && !reference.IsWrite() && !reads.Contains(reference))
            {
                reads.Add(reference);
            }

            return true;
        });
        return found ? reads : all.Where(reference => !reference.IsWrite()).ToList();
    }

    /// <summary>What is assigned to a local, parameter or private field anywhere in sight: its possible values.</summary>
    public IEnumerable<IOperation> Values(ISymbol symbol)
    {
        if (symbol is IFieldSymbol field)
        {
            foreach (var value in FieldValues(field)) yield return value;
            yield break;
        }

        if (symbol is IParameterSymbol parameter)
        {
            foreach (var argument in ArgumentValues(parameter)) yield return argument;
        }
        else if (symbol is ILocalSymbol local && !references.ContainsKey(symbol))
        {
            foreach (var value in ValuesElsewhere(local)) yield return value;
        }

        if (values.TryGetValue(symbol, out var here)) foreach (var value in here) yield return value;
    }

    private readonly Dictionary<ISymbol, List<IOperation>> argumentValues = new(SymbolEqualityComparer.Default);

    /// <summary>What the callers of a private method or local function pass for a parameter. All of them are in the type, if it is in one piece.</summary>
    private List<IOperation> ArgumentValues(IParameterSymbol parameter)
    {
        if (argumentValues.TryGetValue(parameter, out var known)) return known;
        var values = argumentValues[parameter] = [];
        if (parameter is not { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } owner }) return values;
        if (owner is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: not Accessibility.Private } || owner.ContainingType.DeclaringSyntaxReferences.Length != 1) return values;
        var declaration = owner.ContainingType.DeclaringSyntaxReferences[0];
        if (declaration.SyntaxTree != Model.SyntaxTree) return values;
        foreach (var name in declaration.GetSyntax(Cancellation).DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText != owner.Name || !Same(Model.GetSymbolInfo(name, Cancellation).Symbol, owner)) continue;
            var call = name.Parent is InvocationExpressionSyntax plain && plain.Expression == name ? plain : name.Parent?.Parent as InvocationExpressionSyntax;
            var argument = call is null ? null : (Model.GetOperation(call, Cancellation) as IInvocationOperation)?.Arguments.FirstOrDefault(candidate => Same(candidate.Parameter, parameter));
            if (argument is null)
            {
                // As a delegate it can be called by anyone with anything.
                values.Clear();
                return values;
            }

            values.Add(argument.Value);
        }

        return values;
    }

    /// <summary>The values of a local of another member, met while following a parameter to its callers.</summary>
    private IEnumerable<IOperation> ValuesElsewhere(ILocalSymbol local)
    {
        if (local.DeclaringSyntaxReferences.Length != 1 || local.DeclaringSyntaxReferences[0].GetSyntax(Cancellation) is not VariableDeclaratorSyntax declarator) yield break;
        if (declarator.SyntaxTree != Model.SyntaxTree || declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member) yield break;
        var assigned = member.DescendantNodes().OfType<AssignmentExpressionSyntax>()
            .Where(assignment => assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == local.Name).Select(assignment => assignment.Right);
        foreach (var value in assigned.Prepend(declarator.Initializer?.Value))
        {
            if (value is not null && Model.GetOperation(value, Cancellation) is { } operation) yield return operation;
        }
    }

    private readonly Dictionary<ISymbol, List<IOperation>> fieldValues = new(SymbolEqualityComparer.Default);

    private List<IOperation> FieldValues(IFieldSymbol field)
    {
        if (fieldValues.TryGetValue(field, out var known)) return known;
        var values = fieldValues[field] = [];

        // Another type could write a field that is not private, and only this file can be read cheaply.
        if (field.DeclaredAccessibility != Accessibility.Private || field.ContainingType.DeclaringSyntaxReferences.Length != 1) return values;
        var declaration = field.ContainingType.DeclaringSyntaxReferences[0];
        if (declaration.SyntaxTree != Model.SyntaxTree) return values;
        foreach (var node in declaration.GetSyntax(Cancellation).DescendantNodes())
        {
            var right = node switch
            {
                AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } assignment when name.Identifier.ValueText == field.Name => assignment.Right,
                AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member } assignment
                    when member.Name.Identifier.ValueText == field.Name => assignment.Right,
                VariableDeclaratorSyntax { Initializer: { } initializer } variable when variable.Identifier.ValueText == field.Name => initializer.Value,
                _ => null,
            };
            if (right is not null && Model.GetOperation(right, Cancellation) is { } value) values.Add(value);
        }

        return values;
    }

    /// <summary>Whether a stream, reader or writer is known to have a network connection under it.</summary>
    public bool IsNetworkBacked(IOperation? operation)
    {
        if (operation is null) return false;
        if (!networkBacked.TryGetValue(operation, out var answer)) networkBacked[operation] = answer = IsNetworkBacked(operation, 0);
        return answer;
    }

    private bool IsNetworkBacked(IOperation? operation, int depth)
    {
        operation = operation.Unwrap();
        if (operation is null || depth > 6) return false;
        if (SocketTypes.IsNetworkBacked(operation.Type)) return true;
        switch (operation)
        {
            case IObjectCreationOperation { Arguments.Length: > 0 } creation when IsWrapper(creation.Type):
                return IsNetworkBacked(creation.Arguments[0].Value, depth + 1);
            case IInvocationOperation { TargetMethod: { Name: "GetStream", ContainingType: var owner } }:
                return SocketTypes.IsTcpClient(owner);
            case IInvocationOperation { TargetMethod: { Name: "Synchronized", IsStatic: true } } synchronized when synchronized.Arguments.Length == 1:
                return IsNetworkBacked(synchronized.Arguments[0].Value, depth + 1);
            case ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation when operation.Symbol() is { } symbol:
                var values = Values(symbol).Where(value => !IsNull(value)).ToList();
                return values.Count > 0 && values.All(value => IsNetworkBacked(value, depth + 1));
            case IConditionalOperation { WhenFalse: { } otherwise } conditional:
                return IsNetworkBacked(conditional.WhenTrue, depth + 1) && IsNetworkBacked(otherwise, depth + 1);
            default:
                return false;
        }
    }

    /// <summary>Whether two sockets, or what was made over them, may be one connection: also where one of them cannot be told.</summary>
    public bool IsSameConnection(IOperation? one, IOperation? other)
    {
        var (left, right) = (one.Root(), other.Root());
        if (left is null || right is null || Same(left, right)) return true;
        return Sources(left).Any(source => Same(source, right) || Sources(right).Any(also => Same(also, source)))
               || Sources(right).Any(source => Same(source, left));
    }

    /// <summary>The variables that a variable's values are made from.</summary>
    private IEnumerable<ISymbol> Sources(ISymbol symbol) =>
        Values(symbol).SelectMany(value => value.DescendantsAndSelf()).Select(Referenced).Where(source => source is not null)!;

    /// <summary>Whether the bytes go as a stream or as datagrams; unknown where the socket came from elsewhere in a file that uses both.</summary>
    public Transport TransportOf(IOperation? operation, int depth = 0)
    {
        operation = operation.Unwrap();
        if (operation is null || depth > 6) return Transport.Unknown;
        switch (operation)
        {
            case IObjectCreationOperation creation when SocketTypes.IsSocket(creation.Type):
                return creation.Argument("socketType") is { } type ? type.Constant() switch
                {
                    1 => Transport.Stream,
                    2 => Transport.Datagram,
                    null => EnumValue(type) switch { 1 => Transport.Stream, 2 => Transport.Datagram, _ => Transport.Unknown },
                    _ => Transport.Unknown,
                } : Transport.Unknown;
            case IPropertyReferenceOperation { Property: { Name: "Client", ContainingType: var owner } }:
                return SocketTypes.IsUdpClient(owner) ? Transport.Datagram : SocketTypes.IsTcpClient(owner) ? Transport.Stream : Transport.Unknown;
            case IInvocationOperation { TargetMethod.Name: "Accept" or "AcceptAsync" or "EndAccept" or "AcceptSocket" or "AcceptSocketAsync" or "EndAcceptSocket" }:
                return Transport.Stream;
            case ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation when operation.Symbol() is { } symbol:
                return OnlyTransport(symbol, depth + 1);
            default:
                return Guess();
        }
    }

    /// <summary>What all values of a variable have in common. A loop, since a query over an enumeration is compiled anew by every compiler that starts.</summary>
    private Transport OnlyTransport(ISymbol symbol, int depth)
    {
        var found = false;
        var only = Transport.Unknown;
        foreach (var value in Values(symbol))
        {
            if (IsNull(value)) continue;
            var transport = TransportOf(value, depth);
            if (found && transport != only) return Transport.Unknown;
            (found, only) = (true, transport);
        }

        return found ? only : Guess();
    }

    private Transport Guess() => File.MentionsDatagrams ? Transport.Unknown : Transport.Stream;

    private static long? EnumValue(IOperation operation) =>
        operation.Unwrap() is IFieldReferenceOperation { Field: { HasConstantValue: true, ConstantValue: int value } } ? value : null;

    private static bool IsWrapper(ITypeSymbol? type) =>
        type?.Name is "BufferedStream" or "StreamReader" or "StreamWriter" or "BinaryReader" or "BinaryWriter" or "SslStream" or "NegotiateStream";

    public static bool IsNull(IOperation? value) => value.Unwrap() is { ConstantValue: { HasValue: true, Value: null } };

    public static bool Same(ISymbol? one, ISymbol? other) => one is not null && SymbolEqualityComparer.Default.Equals(one, other);

    /// <summary>A step at which the variable gets another value, so that what was written before is gone.</summary>
    private static bool Overwrites(IOperation step, ISymbol variable) => step switch
    {
        ISimpleAssignmentOperation assignment => Same(Referenced(assignment.Target), variable),
        IArgumentOperation { Parameter.RefKind: RefKind.Out } argument => Same(Referenced(argument.Value), variable),
        _ => false,
    };

    public static ISymbol? Referenced(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        _ => null,
    };

    /// <summary>The operation of a member's body, whichever way it is written.</summary>
    private static IOperation? Operation(SyntaxNode body, SemanticModel model, CancellationToken cancellation) => body switch
    {
        PropertyDeclarationSyntax { ExpressionBody: { } arrow } => model.GetOperation(arrow, cancellation),
        IndexerDeclarationSyntax { ExpressionBody: { } arrow } => model.GetOperation(arrow, cancellation),
        PropertyDeclarationSyntax { Initializer: { } initializer } => model.GetOperation(initializer, cancellation),
        VariableDeclaratorSyntax { Initializer: { } initializer } => model.GetOperation(initializer, cancellation),
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax
            => model.GetOperation(body, cancellation),
        _ => null,
    };

    private static IEnumerable<SimpleNameSyntax> Names(SyntaxNode body) => SocketWords.Body(body)
        .SelectMany(node => node.DescendantNodesAndSelf()).OfType<SimpleNameSyntax>().Where(name => name.Identifier.ValueText == Blanks.Name);
}

/// <summary>How a socket carries its bytes.</summary>
internal enum Transport
{
    Unknown,
    Stream,
    Datagram,
}
