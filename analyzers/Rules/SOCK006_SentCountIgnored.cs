using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK006: the sent count is not looked at where a send may take only a part. A blocking send takes all (send(2)).</summary>
public sealed class SOCK006_SentCountIgnored : SocketRule
{
    /// <summary>The framework's async sends go on until all is gone, on every system it runs on; their documentation does not promise
    /// it.</summary>
    private static readonly DiagnosticDescriptor AsyncCountIgnored = Rule.Create(
        RuleIds.SentCountIgnored, Categories.Sending, DiagnosticSeverity.Info,
        "The sent count is ignored where it can be partial",
        "Send the rest until all of `{0}` is gone: `{1}` returns how much it took, "
            + "and its documentation does not promise that this is all");

    private static readonly DiagnosticDescriptor TransferredIgnored = AsyncCountIgnored.Saying(
        "Look at `{0}.BytesTransferred` when the send has completed: `{1}` may take only a part of the buffer");

    private static readonly DiagnosticDescriptor CountIgnored = AsyncCountIgnored.Saying(
        "Send the rest until all of `{0}` is gone: `{1}` may take only a part and returns how much", DiagnosticSeverity.Warning);

    public override DiagnosticDescriptor Descriptor => AsyncCountIgnored;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create(AsyncCountIgnored, TransferredIgnored, CountIgnored);

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Data;

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var call in method.Calls)
        {
            var target = call.Receiver();
            if (!SocketTypes.IsSocket(target?.Type) || !ReturnsCount(call.TargetMethod) || method.TransportOf(target) != Transport.Stream)
                continue;
            var partial = call.TargetMethod.Name switch
            {
                "SendAsync" or "EndSend" => true,
                "Send" => IsNonBlocking(target!, method),
                _ => false,
            };
            if (!partial || SendsNothing(call, method) || SendsOneByte(call, method) || !CountFlow.Of(call, method).Ignored)
                continue;
            var data = call.Arguments.FirstOrDefault(argument => argument.Value != target)?.Value;
            var rest = call.TargetMethod.Name == "EndSend" ? "the data" : data.Root()?.Name ?? data.Text();
            report.At(call.Syntax, call.TargetMethod.Name == "Send" ? CountIgnored : AsyncCountIgnored, rest, NetworkCalls.Name(call));
        }

        CheckOthers(method, report);
        CheckEventArgs(method, report);
    }

    /// <summary>Counts that <c>WhenAll</c> gathers, or that a method of the program hands out as the socket gave them, and that are
    /// dropped there.</summary>
    private static void CheckOthers(SocketMethod method, Reporter report)
    {
        foreach (var call in method.Calls)
        {
            if (IsAsyncSend(call, method) && method.TransportOf(call.Receiver()) == Transport.Stream && IsGatheredForNothing(call))
            {
                report.At(call.Syntax, AsyncCountIgnored, Data(call).Root()?.Name ?? Data(call).Text(), NetworkCalls.Name(call));
            }
            else if (
                SentBy(call, method) is { } send
                && !SocketMethod.Same(method.Member, call.TargetMethod)
                && method.TransportOf(send.Receiver()) == Transport.Stream
                && CountFlow.Of(call, method).Ignored)
            {
                report.At(call.Syntax, AsyncCountIgnored, "the data", call.TargetMethod.Name);
            }
        }
    }

    /// <summary>The send whose count a method returns, and does nothing else.</summary>
    private static IInvocationOperation? SentBy(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod is { DeclaringSyntaxReferences.Length: 1 } target
        && ReturnsCount(target)
        && Elsewhere.Returned(target, method.File) is { Count: 1 } returned
        && returned[0].Unwrap() is IInvocationOperation send
        && IsAsyncSend(send, method)
            ? send
            : null;

    private static bool IsAsyncSend(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod.Name == "SendAsync"
        && SocketTypes.IsSocket(call.Receiver()?.Type)
        && ReturnsCount(call.TargetMethod)
        && !SendsNothing(call, method);

    private static IOperation? Data(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Value != call.Receiver())?.Value;

    /// <summary><c>await Task.WhenAll(sockets.Select(socket => socket.SendAsync(…)));</c></summary>
    private static bool IsGatheredForNothing(IInvocationOperation call)
    {
        if (call.SameValue().Parent is not IReturnOperation { Parent.Parent: IAnonymousFunctionOperation lambda })
            return false;
        IOperation value = lambda;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation)
            value = value.Parent;
        return value.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Select" } select }
            && select.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WhenAll" } all }
            && all.SameValue() is var task
            && (task.Parent is IExpressionStatementOperation
                // Returned as a task without a result.
                || task.Parent is IReturnOperation && task.Type is INamedTypeSymbol { Name: "Task", TypeArguments.Length: 0 });
    }

    /// <summary>With SocketAsyncEventArgs the count is in <c>BytesTransferred</c>, when the send has completed. Known to be ignored where
    /// the
    /// arguments are made and handled in this file and nothing in it mentions the count.</summary>
    private static void CheckEventArgs(SocketMethod method, Reporter report)
    {
        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod.Name != "SendAsync"
                || call.TargetMethod.ReturnType.SpecialType != SpecialType.System_Boolean
                || !SocketTypes.IsSocket(call.Receiver()?.Type)
            )
                continue;
            if (
                call.Arguments.Length != 1
                || call.Arguments[0].Value is not { } args
                || method.TransportOf(call.Receiver()) != Transport.Stream
            )
                continue;
            var handled = IsHandledHere(args, method);
            var ignored =
                IsMadeHere(args, handled, method) && (handled ? IsCountUnread(method) : IsCountUnreadInFile(method))
                || IsHandledInType(args, method);
            if (!ignored)
                continue;
            report.At(call.Syntax, TransferredIgnored, args.Text(), NetworkCalls.Name(call));
        }
    }

    private static bool IsCountUnreadInFile(SocketMethod method) =>
        !method.File.Mentions("BytesTransferred") && method.File.Mentions("Completed");

    /// <summary>Whether the class has the handler of its sends and gives the arguments to nobody else, and none of its members mentions
    /// the count.</summary>
    private static bool IsHandledInType(IOperation args, SocketMethod method)
    {
        if (
            args.Root() is not (IParameterSymbol or IFieldSymbol { DeclaredAccessibility: Accessibility.Private })
            || method.Member.ContainingType is not { BaseType.SpecialType: SpecialType.System_Object } type)
            return false;
        var known = method.File.The(() => new SendingTypes());
        if (!known.TryGetValue(type, out var answer))
            known[type] = answer = HandlesSends(type, method);
        return answer;
    }

    private sealed class SendingTypes() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static bool HandlesSends(INamedTypeSymbol type, SocketMethod method)
    {
        if (
            type.DeclaringSyntaxReferences is not { Length: 1 } parts
            || parts[0].SyntaxTree != method.Model.SyntaxTree
            || method.File.SaysIn(parts[0].GetSyntax(method.Cancellation), "BytesTransferred"))
            return false;
        var members = type.GetMembers().OfType<IMethodSymbol>().Where(member => member.Parameters.Any(IsEventArgs)).ToList();
        return members.Exists(member => member.Parameters.Length == 2 && IsEventArgs(member.Parameters[1]))
            && members.TrueForAll(member => Methods.Of(method.File).With(member) is { } body && KeepsEventArgs(body, type));

        static bool IsEventArgs(IParameterSymbol parameter) => parameter.Type.Name == "SocketAsyncEventArgs";
    }

    /// <summary>Whether the arguments of a member go to the framework and to members of its own class only.</summary>
    private static bool KeepsEventArgs(SocketMethod body, INamedTypeSymbol type) =>
        Completion.In(body).All(completion =>
            body.References(completion.Args).All(use =>
                use.SameValue().Parent switch
                {
                    IArgumentOperation { Parent: IInvocationOperation call } => SocketTypes.IsOfSystem(call.TargetMethod)
                        && call.TargetMethod.MethodKind != MethodKind.DelegateInvoke
                        || SocketMethod.Same(call.TargetMethod.ContainingType, type),
                    IPropertyReferenceOperation or IInvocationOperation or IEventReferenceOperation => true,
                    _ => use.IsWrite(),
                }));

    private static bool IsCountUnread(SocketMethod method) =>
        !method.Operations.Any(operation => operation is IPropertyReferenceOperation { Property.Name: "BytesTransferred" });

    /// <summary>Whether all that runs when the send has completed stands in this member: lambdas and local functions.</summary>
    private static bool IsHandledHere(IOperation args, SocketMethod method)
    {
        var handlers = method
            .All<IEventAssignmentOperation>()
            .Where(added =>
                added.EventReference is IEventReferenceOperation { Event.Name: "Completed", Instance: { } raised }
                && SocketMethod.Same(raised.Root(), args.Root()))
            .ToList();
        return handlers.Count > 0
            && handlers.All(added =>
                added
                    .HandlerValue.DescendantsAndSelf()
                    .Any(part =>
                        part is IAnonymousFunctionOperation
                        || part is IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction }));
    }

    /// <summary>Made in this file, and given to no method but the framework's.</summary>
    private static bool IsMadeHere(IOperation args, bool handled, SocketMethod method) =>
        args.Root() is { } root
        && method.Values(root).ToList() is { Count: > 0 } values
        && values.All(value => value.Unwrap() is IObjectCreationOperation)
        && !method
            .References(root)
            .Any(reference =>
                reference.SameValue().Parent is IReturnOperation or IArgumentOperation { Parent: IObjectCreationOperation }
                || reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation call }
                    && !SocketTypes.IsOfSystem(call.TargetMethod)
                    && !(handled && call.TargetMethod.MethodKind == MethodKind.LocalFunction));

    /// <summary>A send of no bytes asks whether the connection is there.</summary>
    private static bool SendsNothing(IInvocationOperation call, SocketMethod method) =>
        call.Argument("size", "count").IsConstant(0) || Receive.IsNothing(Data(call), method);

    /// <summary>Of one byte no part can be left.</summary>
    private static bool SendsOneByte(IInvocationOperation call, SocketMethod method)
    {
        var data = Data(call).Unwrap();
        if (data?.Symbol() is ILocalSymbol kept)
            data = method.OnlyValue(kept).Unwrap();
        while (data is IInvocationOperation { TargetMethod.Name: "ToArray" or "AsMemory" } copy && copy.Arguments.Length < 2)
            data = copy.Receiver().Unwrap();
        var isOfBytes = data?.Type switch
        {
            IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } => true,
            INamedTypeSymbol { TypeArguments: { Length: 1 } one } => one[0].SpecialType == SpecialType.System_Byte,
            _ => false,
        };
        return isOfBytes && data switch
        {
            IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } => sizes[0].IsConstant(1),
            IUtf8StringOperation { Value: var text } => text.Length == 1 && text[0] < 128,
            { Syntax: CollectionExpressionSyntax { Elements: { Count: 1 } elements } } => elements[0] is ExpressionElementSyntax,
            _ => false,
        };
    }

    private static bool ReturnsCount(IMethodSymbol method) => method.ReturnType.Result().SpecialType == SpecialType.System_Int32;

    private static bool IsNonBlocking(IOperation socket, SocketMethod method) =>
        socket.Root() is { } root
        && (method
            .The(() => new NonBlocking(method))
            .Any(assignment =>
                assignment.Target is IPropertyReferenceOperation { Instance: var set }
                && (
                    SocketMethod.Same(set.Root(), root)
                    || set is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }
                        && IsInitializerOf(assignment, root)))
            || root is IFieldSymbol field && IsMadeNonBlocking(field, method)
            || root is ILocalSymbol each && KeptIn(each, method) is { } kept && HoldsNonBlocking(kept, method)
            || root is ILocalSymbol writable && IsSelected(writable, method));

    /// <summary>Whether the loop goes over the sockets of which <c>Select</c> said that they take something, in a method that makes sockets
    /// non-blocking.</summary>
    private static bool IsSelected(ILocalSymbol each, SocketMethod method) =>
        method.The(() => new NonBlocking(method)).Count > 0
        && method.All<IForEachLoopOperation>().FirstOrDefault(loop => loop.Locals.Contains(each))?.Collection.Root() is { } all
        && method
            .CallsNamed("Select")
            .Any(call =>
                SocketTypes.IsSocket(call.TargetMethod.ContainingType)
                && SocketMethod.Same(call.Argument("checkWrite").Root(), all));

    /// <summary>The private collection of whose elements a loop makes this one.</summary>
    private static IFieldSymbol? KeptIn(ILocalSymbol each, SocketMethod method)
    {
        var all = method.All<IForEachLoopOperation>().FirstOrDefault(loop => loop.Locals.Contains(each))?.Collection;
        while (true)
        {
            switch (all.Unwrap())
            {
                case IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field }: return field;
                case IPropertyReferenceOperation { Property.Name: "Values", Instance: { } dictionary }: all = dictionary; break;
                case IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" or "Where" or "OrderBy" or "Except" } call:
                    all = call.Receiver();
                    break;
                case ILocalReferenceOperation { Local: var copy }
                    when method.OnlyValue(copy).Unwrap() is IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" } made:
                    all = made.Receiver();
                    break;
                case ILocalReferenceOperation { Local: var list }
                    when method.OnlyValue(list).Unwrap() is IObjectCreationOperation { Type.Name: "List", Arguments: { Length: 1 } given }:
                    all = given[0].Value;
                    break;
                default: return null;
            }
        }
    }

    /// <summary>Whether all that is put into the collection was made non-blocking where it was put there.</summary>
    private static bool HoldsNonBlocking(IFieldSymbol kept, SocketMethod method)
    {
        var known = method.File.The(() => new NonBlockingFields());
        if (!known.TryGetValue(kept, out var answer))
            known[kept] = answer = ArePutNonBlocking(kept, method);
        return answer;
    }

    private static bool ArePutNonBlocking(IFieldSymbol kept, SocketMethod method)
    {
        var put = method
            .File.Named(kept.Name)
            .Where(name => kept.ContainingType.DeclaringSyntaxReferences.Any(part => part.Span.Contains(name.Span)))
            .Select(name => name.Parent switch
            {
                MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "Add" or "TryAdd" or "Enqueue" or "Push" or "Insert" or "AddLast",
                    Parent: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } given }
                } access when access.Expression == name => given[given.Count - 1].Expression,
                ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax set } element when set.Left == element => set.Right,
                _ => null,
            })
            .Where(value => value is not null)
            .ToList();
        return put.Count > 0
            && put.TrueForAll(value =>
                value is IdentifierNameSyntax socket
                && socket.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
                && member.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(set => SetsNonBlocking(set, socket)));
    }

    private static bool SetsNonBlocking(AssignmentExpressionSyntax set, IdentifierNameSyntax socket) =>
        set is
        {
            Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Blocking", Expression: IdentifierNameSyntax of },
            Right.RawKind: (int)SyntaxKind.FalseLiteralExpression
        }
        && of.Identifier.ValueText == socket.Identifier.ValueText;

    /// <summary><c>this.socket.Blocking = false</c>, in whichever member of its class.</summary>
    private static bool IsMadeNonBlocking(IFieldSymbol field, SocketMethod method)
    {
        var known = method.File.The(() => new NonBlockingFields());
        if (!known.TryGetValue(field, out var answer))
            known[field] = answer = IsSetNonBlocking(field, method);
        return answer;
    }

    private sealed class NonBlockingFields() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static bool IsSetNonBlocking(IFieldSymbol field, SocketMethod method)
    {
        foreach (var part in field.ContainingType.DeclaringSyntaxReferences)
        {
            var assigned = part.GetSyntax(method.Cancellation)
                .DescendantNodes()
                .OfType<AssignmentExpressionSyntax>()
                .SelectMany(Apart)
                .ToList();
            foreach (var (left, right) in assigned)
            {
                if (
                    left is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Blocking", Expression: var owner }
                    && right.IsKind(SyntaxKind.FalseLiteralExpression)
                    && (NameOf(owner) == field.Name || IsKeptIn(field, owner, assigned)))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether the same member puts the socket into the field: <c>this.socket = accepted; accepted.Blocking = false;</c></summary>
    private static bool IsKeptIn(
        IFieldSymbol field,
        ExpressionSyntax owner,
        IEnumerable<(ExpressionSyntax Left, ExpressionSyntax Right)> assigned) =>
        owner is IdentifierNameSyntax { Identifier.ValueText: var socket }
        && owner.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
        && assigned.Any(one =>
            member.Span.Contains(one.Left.Span)
            && NameOf(one.Left) == field.Name
            && one.Right is IdentifierNameSyntax { Identifier.ValueText: var kept }
            && kept == socket);

    private static string? NameOf(ExpressionSyntax place) =>
        (place as IdentifierNameSyntax ?? (place as MemberAccessExpressionSyntax)?.Name)?.Identifier.ValueText;

    /// <summary>What goes where; of <c>(a, b) = (c, d)</c>, each by itself.</summary>
    private static IEnumerable<(ExpressionSyntax Left, ExpressionSyntax Right)> Apart(AssignmentExpressionSyntax set) =>
        set is { Left: TupleExpressionSyntax { Arguments: var places }, Right: TupleExpressionSyntax { Arguments: var values } }
        && places.Count == values.Count
            ? places.Zip(values, (place, value) => (place.Expression, value.Expression))
            : [(set.Left, set.Right)];

    /// <summary>The places that make a socket one that does not block.</summary>
    private sealed class NonBlocking(SocketMethod method)
        : List<ISimpleAssignmentOperation>(
            method
                .All<ISimpleAssignmentOperation>()
                .Where(assignment =>
                    assignment
                        is
                    {
                        Target: IPropertyReferenceOperation { Property.Name: "Blocking" },
                        Value.ConstantValue: { HasValue: true, Value: false }
                    }));

    private static bool IsInitializerOf(IOperation assignment, ISymbol local)
    {
        for (var above = assignment.Parent; above is not null; above = above.Parent)
        {
            if (above is IVariableDeclaratorOperation declarator)
                return SocketMethod.Same(declarator.Symbol, local);
        }

        return false;
    }
}
