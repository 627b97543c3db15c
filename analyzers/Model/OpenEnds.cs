using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>On which paths a socket is left open.</summary>
internal enum Left
{
    Never,

    /// <summary>Only on paths where it cannot be connected. A socket that was never connected holds nothing for long.</summary>
    Unconnected,
    Sometimes,
    Always,
}

/// <summary>Walks along all paths, exceptions included, from where a socket is made to where it is disposed of.</summary>
internal static class OpenEnds
{
    /// <summary>Whether some path, or every one, leaves it open.</summary>
    public static Left Of(ILocalSymbol local, IOperation creation, SocketMethod method)
    {
        var disposals = method
            .References(local)
            .Where(reference =>
                reference.Function() == creation.Function()
                && (Ownership.EndsLife(reference) || Ownership.EndedByPart(reference.SameValue().Parent, method, 0)))
            .ToList();
        var left = Left.Never;

        // The stream that is disposed of exists only after the socket is connected.
        var unconnected = false;
        var byStream = disposals.Count > 0 && !disposals.Any(Ownership.EndsLife);

        // An exception that leaves Main ends the program, which closes all that is open.
        var endsProgram = disposals.Count > 0 && creation.Function() is null && ErrorsEndProgram(local, method);
        method.Graphs.After(creation.SameValue() is IAwaitOperation awaited ? awaited : creation, (step, _) =>
        {
            if (left != Left.Never)
                return false;

            // The next turn of the loop makes another socket, and this one stays open.
            if (step.Syntax == creation.Syntax && step.Kind == creation.Kind)
            {
                left = disposals.Count == 0 ? Left.Always : Left.Sometimes;
                return false;
            }

            if (SocketMethod.Same(SocketMethod.Referenced(step), local) && method.ReferenceAt(step.Syntax) is { } reference)
            {
                if (Ownership.EndsLife(reference) || Ownership.EndedByPart(reference.SameValue().Parent, method, 0))
                    return false;

                // The variable gets another value, or null, and the old socket stays open.
                if (disposals.Count > 0 && reference.IsWrite() && !Contains(Write(reference), creation))
                {
                    left = Left.Sometimes;
                    return false;
                }

                // `if (socket != null) socket.Dispose()`: if it is null, there is nothing to dispose of.
                if (disposals.Count > 0 && IsNullTest(reference))
                    return false;
                if (
                    reference.Parent is ISimpleAssignmentOperation again
                    && again.Target == reference
                    && !again.Value.Contains(creation)
                    && again.Value.Syntax != creation.Syntax
                    && !again.Value.DescendantsAndSelf().Any(part => part.Syntax == creation.Syntax)
                )
                    return false;
            }

            if (CouldNotListen(step, local))
                return false;
            if (step is IInvocationOperation { TargetMethod: { Name: "Exit" or "FailFast", ContainingType.Name: "Environment" } })
                return false;
            if (byStream
                && step is IInvocationOperation { TargetMethod.Name: "Connect" or "ConnectAsync", Instance: { } connecting }
                && SocketMethod.Same(connecting.Root(), local))
            {
                unconnected |= !IsGuarded(step, local, method);
                return true;
            }

            if (step.Syntax != creation.Syntax && !endsProgram && CanThrow(step, method) && !IsGuarded(step, local, method))
                left = disposals.Count == 0 ? Left.Always : Left.Sometimes;
            return left == Left.Never;
        }, Exit, endsProgram ? Nothing : Exit);
        return left == Left.Never && unconnected ? Left.Unconnected : left;

        void Exit() => left = disposals.Count == 0 ? Left.Always : Left.Sometimes;
    }

    /// <summary>Whether an error of the network that leaves the method leaves <c>Main</c> as well. Outside <c>Main</c> this counts only for
    /// a listener: it is meant to live as long as the program, whichever method made it.</summary>
    private static bool ErrorsEndProgram(ILocalSymbol local, SocketMethod method) =>
        EntryPoints.Is(method.Member)
        || SocketTypes.IsTcpListener(local.Type)
        && method.Member is IMethodSymbol { MethodKind: MethodKind.Ordinary } member
        && method.File.HasEntryPoint()
        && method.File.Sites(member).All(site => !site.Ancestors().Any(above => above is TryStatementSyntax))
        && method.Types is { SocketException: { } error, IOException: { } other }
        && new WayUp(error, method.File).IsOpen(member)
        && new WayUp(other, method.File).IsOpen(member);

    /// <summary>Whether what the step throws meets a handler, or a <c>finally</c> that names the variable. The <c>using</c> of another
    /// variable does nothing for this one.</summary>
    private static bool IsGuarded(IOperation step, ILocalSymbol local, SocketMethod method)
    {
        var named = method.The(() => new NamedInFinally());
        foreach (var above in step.Syntax.Ancestors())
        {
            if (above is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
                return false;
            if (above is not TryStatementSyntax tried)
                continue;
            if (tried.Catches.Count > 0 && tried.Block.Span.Contains(step.Syntax.Span))
                return true;
            if (
                tried.Finally is { } last
                && !last.Span.Contains(step.Syntax.Span)
                && named.Of(last).Contains(local.Name))
                return true;
        }

        return false;
    }

    /// <summary>The words of each <c>finally</c>, which are asked for at every step of a walk.</summary>
    private sealed class NamedInFinally : Dictionary<FinallyClauseSyntax, HashSet<string>>
    {
        public HashSet<string> Of(FinallyClauseSyntax last)
        {
            if (!TryGetValue(last, out var words))
                this[last] = words = new HashSet<string>(last.DescendantTokens().Select(token => token.ValueText));
            return words;
        }
    }

    private static void Nothing()
    {
    }

    private static bool IsNullTest(IOperation reference) =>
        reference.SameValue().Parent is ICoalesceAssignmentOperation or ICoalesceOperation
        || reference.SameValue().Parent is IIsPatternOperation
        || reference.SameValue().Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals };

    /// <summary>Whether the step is in the handler of a <c>try</c> whose last statement was to make the listener listen. It then does not
    /// listen, and has nothing to close.</summary>
    private static bool CouldNotListen(IOperation step, ILocalSymbol local) =>
        step.Syntax.FirstAncestorOrSelf<CatchClauseSyntax>() is { Parent: TryStatementSyntax tried }
        && LastBeforeTheEnd(tried.Block, local) is ExpressionStatementSyntax
        {
            Expression: InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Expression: IdentifierNameSyntax name,
                    Name.Identifier.ValueText: "Start" or "Listen" or "Bind"
                }
            }
        }
        && name.Identifier.ValueText == local.Name
        && (SocketTypes.IsTcpListener(local.Type) || SocketTypes.IsSocket(local.Type));

    private static StatementSyntax? LastBeforeTheEnd(BlockSyntax block, ILocalSymbol local)
    {
        for (var index = block.Statements.Count - 1; index >= 0; index--)
        {
            if (!IsEnd(block.Statements[index], local))
                return block.Statements[index];
        }

        return null;
    }

    /// <summary>What cannot fail after it: the listener is stopped, and the method returns a constant.</summary>
    private static bool IsEnd(StatementSyntax statement, ILocalSymbol local) => statement switch
    {
        ReturnStatementSyntax { Expression: null or LiteralExpressionSyntax } => true,
        ExpressionStatementSyntax
        {
            Expression: InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Expression: IdentifierNameSyntax name,
                    Name.Identifier.ValueText: "Stop" or "Close" or "Dispose"
                }
            }
        } => name.Identifier.ValueText == local.Name,
        _ => false,
    };

    /// <summary>Whether the step is a call that every program has to expect to fail: the network, helpers of the program, conversions of
    /// input.</summary>
    private static bool CanThrow(IOperation step, SocketMethod method) => step switch
    {
        IInvocationOperation { TargetMethod.Name: "Parse" } => true,

        // A listener that cannot listen has nothing to close.
        IInvocationOperation { TargetMethod: { Name: "Start", ContainingType.Name: "TcpListener" } } => false,

        // These prepare the socket on this machine, before anything is on the network.
        IInvocationOperation { TargetMethod: { Name: "Bind" or "Listen" or "JoinMulticastGroup" or "SetSocketOption" } target }
            when SocketTypes.IsOfSystem(target) => false,
        IInvocationOperation call => NetworkCalls.IsLookup(call) || !SocketTypes.IsOfSystem(call.TargetMethod)
            || method.CallAt(call.Syntax) is { } original && NetworkCalls.Is(original, method),
        IObjectCreationOperation made => NetworkCalls.IsOnSocket(made),
        IThrowOperation => true,
        _ => false,
    };

    /// <summary>Whether a path that ends without an exception neither returns the socket nor disposes of it: an error was caught on it. An
    /// error that is not caught here also leaves the socket open, but that is not reported for a socket that is made for the
    /// caller.</summary>
    public static bool IsLostOnTheWay(ILocalSymbol local, IOperation creation, SocketMethod method)
    {
        // `finally { if (!connected) socket.Dispose(); }`: the variable says on which path that is.
        if (method.References(local).Any(reference => Ownership.EndsLife(reference) && IsChoiceOfFinally(reference)))
            return false;
        var lost = false;
        method.Graphs.After(creation.SameValue() is IAwaitOperation awaited ? awaited : creation, (step, _) =>
        {
            lost |= step.Syntax == creation.Syntax && step.Kind == creation.Kind;
            if (lost)
                return false;
            if (!SocketMethod.Same(SocketMethod.Referenced(step), local) || method.ReferenceAt(step.Syntax) is not { } reference)
                return true;
            if (
                reference.IsWrite()
                && reference.Parent is ISimpleAssignmentOperation { Value: var next } write
                && (SocketMethod.IsNull(next) || next.Unwrap() is IObjectCreationOperation && !Contains(write, creation)))
            {
                // The variable gets null or a new socket, and the old one was neither returned nor disposed of.
                lost = true;
                return false;
            }

            return !(
                Ownership.EndsLife(reference)
                || IsNullTest(reference)
                || reference.SameValue().Parent is IReturnOperation or IVariableInitializerOperation
                || reference.SameValue().Parent is IArgumentOperation && Ownership.Leaves(reference, creation, method)
                || reference.SameValue().Parent is IConditionalOperation choice && choice.Condition != reference.SameValue()
                || reference.SameValue().Parent is ISimpleAssignmentOperation { Target: IParameterReferenceOperation }
                || reference.IsWrite() && !Contains(Write(reference), creation));
        }, () => lost = true, Nothing);
        return lost;
    }

    private static bool IsChoiceOfFinally(IOperation disposal)
    {
        var choice = false;
        for (var (inner, above) = (disposal, disposal.Parent); above is not null; inner = above, above = above.Parent)
        {
            choice |= above is IConditionalOperation { Condition: var condition } && condition != inner;
            if (above is ITryOperation { Finally: { } last } && last == inner)
                return choice;
        }

        return false;
    }

    /// <summary>The operation that gives the variable its value. If the value is taken out of a tuple, this is the whole
    /// deconstruction.</summary>
    private static IOperation? Write(IOperation reference)
    {
        var write = reference.Parent;
        while (write is ITupleOperation or IDeclarationExpressionOperation)
            write = write.Parent;
        return write;
    }

    private static bool Contains(IOperation? outer, IOperation creation) =>
        outer is not null && outer.DescendantsAndSelf().Any(part => part.Syntax == creation.Syntax);
}
