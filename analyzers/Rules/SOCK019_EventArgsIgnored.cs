using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK019: no code looks at what a call with <c>SocketAsyncEventArgs</c> returns.</summary>
public sealed class SOCK019_EventArgsIgnored : SocketRule
{
    private static readonly DiagnosticDescriptor AnswerIgnored = Rule.Create(
        RuleIds.EventArgsIgnored,
        Categories.Errors,
        DiagnosticSeverity.Warning,
        "The answer of a call with SocketAsyncEventArgs is ignored",
        "Test what `{0}` returns: when it is false, `{1}` is complete already and `Completed` is not raised");

    private static readonly DiagnosticDescriptor TransferredIgnored = AnswerIgnored.Saying(
        "Read `{0}.BytesTransferred`: only that much of the buffer came, and 0 is the end of the stream");

    private static readonly DiagnosticDescriptor ErrorIgnored = AnswerIgnored.Saying(
        "Read `{0}.SocketError` first: after a failure `BytesTransferred` tells nothing");

    private static readonly DiagnosticDescriptor FailureIgnored = AnswerIgnored.Saying(
        "Read `{0}.SocketError` first: the call may have completed with a failure, and there is no connection then");

    public override DiagnosticDescriptor Descriptor => AnswerIgnored;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create(AnswerIgnored, TransferredIgnored, ErrorIgnored, FailureIgnored);

    internal override Sight SightOf(DiagnosticDescriptor saying) => saying == AnswerIgnored ? Sight.Place : Sight.Variables;

    internal override void Check(SocketMethod method, Reporter report)
    {
        if (method.Types.SocketAsyncEventArgs is null)
            return;
        foreach (var call in method.Calls)
        {
            // `Socket.ConnectAsync(SocketType, ProtocolType, args)` is made on no object.
            if (
                !SocketTypes.IsSocket(call.Receiver()?.Type ?? call.TargetMethod.ContainingType)
                || call.TargetMethod.ReturnType.SpecialType != SpecialType.System_Boolean)
                continue;
            var args = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "SocketAsyncEventArgs");
            if (args is null || !IsIgnored(call, method) && !IsAnsweredWrongWay(call, args.Value, method))
                continue;
            report.At(call.Syntax, AnswerIgnored, NetworkCalls.Name(call), args.Value.Text());
        }

        CheckCompletions(method, report);
        CheckConnects(method, report);
        foreach (var parameter in Handlers(method))
        {
            var reads = method.References(parameter).ToList();
            if (reads.Any(read => Leaves(read) && !GoesToNextReceive(read, method)))
                continue;
            var used = reads
                .Where(reference => Property(reference) is "Buffer" or "MemoryBuffer" or "BufferList" && !IsHandedToCall(reference))
                .ToList();
            var counted = reads.Where(reference => Property(reference) == "BytesTransferred").ToList();
            if (used.Count > 0 && counted.Count == 0 && !IsNamedForSends(method.Member.Name))
            {
                report.At(used[0].Parent!.Syntax, TransferredIgnored, parameter.Name);
            }
            else if (counted.Count > 0 && !reads.Any(reference => Property(reference) is "SocketError" or "ConnectByNameError"))
            {
                report.At(counted[0].Parent!.Syntax, ErrorIgnored, parameter.Name);
            }
        }
    }

    /// <summary><c>SendCompleted</c>, <c>OnSent</c>: all of the buffer of a send was to go.</summary>
    private static bool IsNamedForSends(string name) => (name.Contains("Send") || name.Contains("Sent")) && !name.Contains("Rec");

    /// <summary>A completed accept or connect of which the handler takes the socket, or goes on, whether it succeeded or not.</summary>
    private static void CheckCompletions(SocketMethod method, Reporter report)
    {
        foreach (var completion in Completion.In(method))
        {
            if (
                completion.Leaves
                || completion.AsksForError && !IsAskedOfTheNext(completion)
                || completion.AsksByPattern("SocketError")
                || completion.AsksByPattern("ConnectByNameError"))
                continue;
            if (
                completion.Properties("AcceptSocket", "ConnectSocket").FirstOrDefault(IsTaken) is { } socket
                && (IsHandler(completion) || IsCalledByHandler(completion) || IsCalledByAcceptor(completion)))
            {
                report.At(socket.Syntax, FailureIgnored, completion.Args.Name);
            }
            else if (
                method.Member is IMethodSymbol { Parameters.Length: 2 } member
                && SocketMethod.Same(member.Parameters[1], completion.Args)
                && IsOfConnect(member, method)
                && completion.Properties("RemoteEndPoint", "UserToken").FirstOrDefault() is { } used)
            {
                report.At(used.Syntax, FailureIgnored, completion.Args.Name);
            }
        }
    }

    /// <summary>A connect with arguments of one's own, whose handler stands beside it and goes on without a look at them.</summary>
    private static void CheckConnects(SocketMethod method, Reporter report)
    {
        foreach (var call in method.CallsNamed("ConnectAsync"))
        {
            if (
                call.TargetMethod.ReturnType.SpecialType != SpecialType.System_Boolean
                || !SocketTypes.IsSocket(call.Receiver()?.Type ?? call.TargetMethod.ContainingType)
                || call.Arguments.LastOrDefault()?.Value.Root() is not ILocalSymbol args
                || method.OnlyValue(args).Unwrap() is not IObjectCreationOperation { Type.Name: "SocketAsyncEventArgs" }
                || Looks(method))
                continue;
            var handlers = method
                .All<IEventAssignmentOperation>()
                .Where(added =>
                    added.EventReference is IEventReferenceOperation { Event.Name: "Completed", Instance: { } raised }
                    && SocketMethod.Same(raised.Root(), args))
                .ToList();
            if (
                handlers.Count != 1
                || handlers[0].HandlerValue.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault() is not { } lambda
                || method.References(args).Any(reference => LeavesSight(reference, call))
                || lambda.Symbol.Parameters.Any(parameter => method.References(parameter).Any(reference => LeavesSight(reference, call))))
                continue;
            report.At(handlers[0].Syntax, FailureIgnored, lambda.Symbol.Parameters is { Length: 2 } given ? given[1].Name : args.Name);
        }

        static bool LeavesSight(IOperation reference, IInvocationOperation call) => reference.SameValue().Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation given } => given != call,
            IPropertyReferenceOperation or IEventReferenceOperation or IUsingOperation => false,
            IInvocationOperation { TargetMethod.Name: "Dispose" } => false,
            _ => !reference.IsWrite(),
        };
    }

    /// <summary>Whether the body asks anything that tells how a connect ended.</summary>
    private static bool Looks(SocketMethod method) =>
        method.The(() => new Looking(method)).Any;

    private sealed class Looking(SocketMethod method)
    {
        public bool Any { get; } =
            method
                .All<IPropertyReferenceOperation>()
                .Any(property =>
                    property.Property.Name is "SocketError" or "ConnectByNameError" or "ConnectSocket" or "Connected" or "RemoteEndPoint"
                    && !(property.Parent is IAssignmentOperation set && set.Target == property))
            || method
                .All<IPropertySubpatternOperation>()
                .Any(part => part.Member is IPropertyReferenceOperation { Property.Name: "SocketError" or "ConnectSocket" or "Connected" });
    }

    /// <summary>The first accepted socket is taken before the arguments go to the next accept, and only of that one the error is asked
    /// for.</summary>
    private static bool IsAskedOfTheNext(Completion completion)
    {
        if (completion.Properties("AcceptSocket").FirstOrDefault() is not { } first || !IsTaken(first) || first.Loop() is not null)
            return false;
        var next = completion.Method.CallsNamed("AcceptAsync").FirstOrDefault(call =>
            call.Syntax.SpanStart > first.Syntax.SpanStart
            && call.Function() == first.Function()
            && call.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), completion.Args)));
        return next is not null
            && completion.Properties("SocketError").All(asked => asked.Syntax.SpanStart > next.Syntax.Span.End);
    }

    /// <summary>The socket goes to somebody, or is used; one that is only asked for null, set to it or closed is not.</summary>
    private static bool IsTaken(IOperation socket) => socket.SameValue().Parent switch
    {
        // `ConnectSocket` is null after a failure, and some may be given that.
        IArgumentOperation { Parameter.Type.NullableAnnotation: NullableAnnotation.Annotated } =>
            socket is not IPropertyReferenceOperation { Property.Name: "ConnectSocket" },
        IArgumentOperation or IVariableInitializerOperation or ISimpleAssignmentOperation or IReturnOperation => true,
        IInvocationOperation call => call.Instance == socket.SameValue()
            && call.TargetMethod.Name is "Send" or "SendAsync" or "Receive" or "ReceiveAsync" or "SendFile",
        _ => false,
    };

    /// <summary><c>if (socket.ReceiveAsync(args)) Handle(args);</c>: what is complete already is passed over, and what is not is handled
    /// before it is.</summary>
    private static bool IsAnsweredWrongWay(IInvocationOperation call, IOperation args, SocketMethod method)
    {
        if (
            call.SameValue().Parent is not IConditionalOperation { WhenFalse: null, WhenTrue: var then, Syntax: IfStatementSyntax } choice
            || choice.Condition != call.SameValue()
            || args.Root() is not ILocalSymbol kept)
            return false;
        var only = then is IBlockOperation { Operations.Length: 1 } block ? block.Operations[0] : then;
        return only is IExpressionStatementOperation { Operation: var handled }
            && handled.Unwrap() is IInvocationOperation { TargetMethod: var handler } handling
            && !SocketTypes.IsOfSystem(handler)
            && handling.Arguments.Any(argument => SocketMethod.Same(argument.Value.Symbol(), kept))
            && method
                .All<IEventAssignmentOperation>()
                .Any(added =>
                    added.EventReference is IEventReferenceOperation { Event.Name: "Completed" }
                    && added.HandlerValue.DescendantsAndSelf()
                        .Any(part =>
                            part is IMethodReferenceOperation { Method: var named } && SocketMethod.Same(named, handler)
                            || part is IInvocationOperation inner && SocketMethod.Same(inner.TargetMethod, handler)));
    }

    /// <summary>A parameter of a handler of <c>Completed</c>, whatever it does besides.</summary>
    private static bool IsHandler(Completion completion) =>
        completion.Args is IParameterSymbol { Ordinal: 1, ContainingSymbol: IMethodSymbol { Parameters.Length: 2 } };

    /// <summary>Whether the arguments are the only parameter of a method that a handler of <c>Completed</c> calls, in a class that never
    /// reads the error.</summary>
    private static bool IsCalledByHandler(Completion completion) =>
        completion.Args is IParameterSymbol { ContainingSymbol: IMethodSymbol { Parameters.Length: 1 } target }
        && target.ContainingType.DeclaringSyntaxReferences is { Length: 1 } parts
        && completion.Method.File is var file
        && !file.SaysIn(parts[0].GetSyntax(file.Cancellation), "SocketError", "ConnectByNameError")
        && file
            .Sites(target)
            .Any(site =>
                site.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>()
                    is
                {
                    Parent: AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Completed" } }
                });

    /// <summary>Whether the arguments are the only parameter of a private method, and each caller gives it what its own accept or connect
    /// came to and never reads the error.</summary>
    private static bool IsCalledByAcceptor(Completion completion) =>
        completion.Args is IParameterSymbol
        {
            ContainingSymbol: IMethodSymbol { DeclaredAccessibility: Accessibility.Private, Parameters.Length: 1 } target
        }
        && completion.Method.File is var file
        && file.Sites(target) is { Count: > 0 } sites
        && sites.Count == file.Named(target.Name).Count(node => node is IdentifierNameSyntax)
        && sites.All(site =>
            site.Ancestors().FirstOrDefault(above => above is MemberDeclarationSyntax or LocalFunctionStatementSyntax) is { } caller
            && site is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } given }
            && given[0].ToString() is var args
            && file.SaysIn(caller, $".AcceptAsync({args})", $".ConnectAsync({args})")
            && !file.SaysIn(caller, "SocketError", "ConnectByNameError"));

    /// <summary>Whether the member handles what <c>ConnectAsync</c> came to, and nothing else.</summary>
    private static bool IsOfConnect(IMethodSymbol member, SocketMethod method)
    {
        var (handles, connects) = (false, false);
        foreach (var part in member.ContainingType.DeclaringSyntaxReferences)
        {
            var model = method.File.ModelOf(part.SyntaxTree);
            foreach (var node in part.GetSyntax(method.Cancellation).DescendantNodes())
            {
                if (node is AssignmentExpressionSyntax added && added.IsKind(SyntaxKind.AddAssignmentExpression))
                {
                    handles |= IsCompletedBy(model.GetOperation(added, method.Cancellation), member);
                }
                else if (node is IdentifierNameSyntax { Identifier.ValueText: "SocketError" })
                {
                    // Whoever waits for the handler may look at it in its place.
                    if (model.GetSymbolInfo(node, method.Cancellation).Symbol is IPropertySymbol)
                        return false;
                }
                else if (
                    node is InvocationExpressionSyntax
                    && model.GetSymbolInfo(node, method.Cancellation).Symbol is IMethodSymbol called
                    && SocketTypes.IsSocket(called.ContainingType)
                    && called.Parameters.Any(parameter => parameter.Type.Name == "SocketAsyncEventArgs"))
                {
                    if (called.Name != "ConnectAsync")
                        return false;
                    connects = true;
                }
            }
        }

        return handles && connects;
    }

    /// <summary><c>args.Completed += member</c>, or a delegate made of it.</summary>
    private static bool IsCompletedBy(IOperation? added, IMethodSymbol member) =>
        added
            is IEventAssignmentOperation
        {
            EventReference: IEventReferenceOperation { Event: { Name: "Completed", ContainingType.Name: "SocketAsyncEventArgs" } },
            HandlerValue: var handler
        }
        && handler
            .DescendantsAndSelf()
            .Any(part => part is IMethodReferenceOperation { Method: var given } && SocketMethod.Same(given, member));

    private static bool IsIgnored(IInvocationOperation call, SocketMethod method)
    {
        var value = call.SameValue();
        return value.Parent is IExpressionStatementOperation
            || value.Parent is ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation }
            || value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var answer } }
                && method.References(answer).All(reference => reference.IsWrite());
    }

    /// <summary>The arguments of handlers of <c>Completed</c>: <c>(object, SocketAsyncEventArgs)</c>.</summary>
    private static System.Collections.Generic.IEnumerable<IParameterSymbol> Handlers(SocketMethod method)
    {
        if (method.Member is IMethodSymbol { Parameters.Length: 2 } member && member.Parameters[1].Type.Name == "SocketAsyncEventArgs")
            yield return member.Parameters[1];

        // What arguments of one's own do when they are complete; in its class another member may look at the error.
        if (
            method.Member is IMethodSymbol { Name: "OnCompleted", IsOverride: true, Parameters: { Length: 1 } own }
            && own[0].Type.Name == "SocketAsyncEventArgs"
            && method.Member.ContainingType.DeclaringSyntaxReferences is { Length: 1 } parts
            && !method.File.SaysIn(parts[0].GetSyntax(method.Cancellation), "SocketError", "ConnectByNameError"))
            yield return own[0];
        foreach (var operation in method.Operations)
        {
            var symbol = operation switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation local => local.Symbol,
                _ => null,
            };
            if (symbol is { Parameters.Length: 2 } && symbol.Parameters[1].Type.Name == "SocketAsyncEventArgs")
                yield return symbol.Parameters[1];
        }
    }

    /// <summary>Whether somebody else gets the arguments, who may look at them.</summary>
    private static bool Leaves(IOperation reference) =>
        reference.SameValue().Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => !SocketTypes.IsOfSystem(call.TargetMethod),
            IArgumentOperation or IReturnOperation => true,
            ISimpleAssignmentOperation assignment => assignment.Value.Unwrap() == reference,
            IVariableInitializerOperation or IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation => true,
            _ => false,
        };

    /// <summary>A method of this file that begins the next receive with the arguments: what the last one came to is gone then.</summary>
    private static bool GoesToNextReceive(IOperation reference, SocketMethod method) =>
        reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var target } }
        && target.DeclaringSyntaxReferences.Length == 1
        && target.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation) is var begins
        && begins.SyntaxTree == method.Model.SyntaxTree
        && !SocketMethod.Same(target, method.Member)
        && method.File.SaysIn(begins, ".ReceiveAsync(")
        && !method.File.SaysIn(begins, "SocketError", "BytesTransferred");

    private static string? Property(IOperation reference) => (reference.Parent as IPropertyReferenceOperation)?.Property.Name;

    /// <summary>The buffer given back for the next call, not read.</summary>
    private static bool IsHandedToCall(IOperation reference) =>
        reference.Parent?.SameValue().Parent
            is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "SetBuffer" or "Return" or "Clear" } };
}
