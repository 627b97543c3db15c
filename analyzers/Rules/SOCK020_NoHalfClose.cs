using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK020: all is sent, the end of the answer is awaited, and the peer is never told that no more will come (RFC 9293
/// §3.6).</summary>
public sealed class SOCK020_NoHalfClose : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.NoHalfClose, Categories.Connections, DiagnosticSeverity.Info,
        "The sending side is never shut down",
        "Shut down the sending side of `{0}` after this: the peer may be waiting for more before it answers and closes",
        enabled: false);

    internal override void Check(SocketMethod method, Reporter report)
    {
        // An HTTP request tells its own end.
        if (SpeaksHttp(method))
            return;
        CheckAllOfIt(method, report);
        CheckLines(method, report);
        if (method.Calls.Any(EndsSending))
            return;
        CheckPipes(method, report);
        foreach (var receive in method.Receives)
        {
            // A loop that ends with the stream: the whole answer is awaited.
            if (
                receive.Transport != Transport.Stream
                || !receive.Count.TestedForEnd
                || receive.Count.Sums.Any(sum => IsAskedFor(sum, receive))
                || receive.Call.Loop() is not { } loop
            )
                continue;
            if (Under(receive.Source, method).Root() is not { } source || source is IFieldSymbol || IsErrorWithin(loop, method))
                continue;
            var sendings = SendingsOf(source, receive, method);
            if (
                sendings.Count == 0
                || sendings[sendings.Count - 1].Call.Syntax.SpanStart > loop.Syntax.SpanStart
                || sendings.Exists(sending => sending.Call.Loops().Any(outer => loop.IsWithin(outer)))
            )
                continue;
            if (method.References(source).Any(reference => Leaves(reference, method)))
                continue;
            var last = sendings[sendings.Count - 1];
            report.At(last.Call.Syntax, last.Target.Root()?.Name ?? source.Name);
        }
    }

    /// <summary>A loop that throws waits for something else than the end: the end of the stream before it is an error.</summary>
    private static bool IsErrorWithin(ILoopOperation loop, SocketMethod method)
    {
        var known = method.The(() => new Throwing());
        if (!known.TryGetValue(loop, out var answer))
            known[loop] = answer = method.Within(loop).Any(part => part is IThrowOperation && part.Function() == loop.Function());
        return answer;
    }

    private sealed class Throwing : Dictionary<ILoopOperation, bool>;

    private sealed class SendingsOfSources() : Dictionary<ISymbol, ILookup<SyntaxNode, Sending>>(SymbolEqualityComparer.Default);

    /// <summary>What is sent to the same peer in the function of the receive, in the order of the source.</summary>
    private static List<Sending> SendingsOf(ISymbol source, Receive receive, SocketMethod method)
    {
        var known = method.The(() => new SendingsOfSources());
        if (!known.TryGetValue(source, out var sendings))
            known[source] = sendings = method
                .The(() => new Sendings(method))
                .Where(sending => method.IsSameConnection(sending.Target, receive.Source))
                .OrderBy(sending => sending.Call.Syntax.SpanStart)
                .ToLookup(sending => FunctionOf(sending.Call, method));
        return sendings[FunctionOf(receive.Call, method)].ToList();
    }

    private static SyntaxNode FunctionOf(IOperation operation, SocketMethod method) => (operation.Function() ?? method.Root).Syntax;

    /// <summary>A call by which bytes go to a peer, whoever has made them: a send, a file that is sent or copied, an object that is written
    /// to the stream.</summary>
    private sealed class Sending(IInvocationOperation call, IOperation? target)
    {
        public IInvocationOperation Call { get; } = call;

        public IOperation? Target { get; } = target;

        public static Sending? From(IInvocationOperation call, SocketMethod method)
        {
            if (method.SendOf(call) is { } send)
                return new Sending(call, send.Target);
            if (call.TargetMethod.Name is "SendFile" or "SendFileAsync" && SocketTypes.IsSocket(call.Receiver()?.Type))
                return new Sending(call, call.Receiver());
            var target = call.TargetMethod.Name switch
            {
                "CopyTo" or "CopyToAsync" => call.Argument("destination"),
                "Serialize" or "SerializeAsync" or "Save" or "SaveAsync" or "WriteTo" or "WriteToAsync"
                    when SocketTypes.IsOfSystem(call.TargetMethod) => call
                    .Arguments.FirstOrDefault(argument =>
                        SocketTypes.IsStream(argument.Parameter?.Type) || SocketTypes.IsTextWriter(argument.Parameter?.Type))
                    ?.Value,
                _ => null,
            };
            return target is not null && method.IsNetworkBacked(target) ? new Sending(call, target) : null;
        }
    }

    private sealed class Sendings(SocketMethod method)
        : List<Sending>(method.Calls.Select(call => Sending.From(call, method)).OfType<Sending>());

    /// <summary>Whether a sum of the counts decides anything: it is compared, or tells the receive its place.</summary>
    private static bool IsAskedFor(ISymbol sum, Receive receive) =>
        receive
            .Method.References(sum)
            .Any(reference =>
                reference.IsWithin(receive.Call)
                || reference.SameValue().Parent is IIsPatternOperation or ISwitchOperation
                || reference.SameValue().Parent is IBinaryOperation { OperatorKind: var kind } && kind.IsComparison());

    /// <summary>A pipe that is read until the peer has finished: nothing else leads out of the loop.</summary>
    private static void CheckPipes(SocketMethod method, Reporter report)
    {
        foreach (var read in PipeRead.In(method))
        {
            if (
                read.Leaves
                || !read.AsksForEnd
                || read.Call.Loop() is not { } loop
                || !LineFlow.HasNoCondition(loop)
                || !method.Within(loop.Body).Where(part => LeavesLoop(part, loop)).All(way => IsAtEnd(way, loop))
                || method.Calls.Any(call => call.TargetMethod.Name is "Complete" or "CompleteAsync"))
                continue;
            var source = Under(read.Call.Receiver(), method).Root();
            if (source is null or IFieldSymbol || method.References(source).Any(reference => Leaves(reference, method)))
                continue;
            var sends = method
                .Sends.Where(send => send.Call.Function() == read.Call.Function() && SocketMethod.Same(send.Target.Root(), source))
                .ToList();
            if (sends.Count == 0 || sends.Exists(send => send.Call.Syntax.SpanStart > loop.Syntax.SpanStart))
                continue;
            report.At(sends[sends.Count - 1].Call.Syntax, source.Name);
        }
    }

    private static bool LeavesLoop(IOperation part, ILoopOperation loop) =>
        part is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: not BranchKind.Continue }
        && part.Function() == loop.Function();

    private static bool IsAtEnd(IOperation way, ILoopOperation loop)
    {
        for (var (inner, above) = (way, way.Parent); above is not null && above != loop; inner = above, above = above.Parent)
        {
            if (
                above is IConditionalOperation choice
                && choice.WhenTrue == inner
                && choice.Condition.Unwrap() is IPropertyReferenceOperation { Property.Name: "IsCompleted" })
                return true;
        }

        return false;
    }

    /// <summary>Several lines or words are sent, one after the other, and then the lines of the answer are read until there is none: the
    /// peer cannot know which was the last.</summary>
    private static void CheckLines(SocketMethod method, Reporter report)
    {
        if (method.Calls.Any(EndsSending))
            return;
        foreach (var line in method.Calls)
        {
            if (
                !NetworkCalls.ReadsLine(line, method)
                || line.Loop() is not { } loop
                || !GoesOnUntilNull(line, loop, method))
                continue;
            var source = Under(line.Receiver(), method).Root();
            if (source is null or IFieldSymbol || method.References(source).Any(reference => Leaves(reference, method)))
                continue;
            var sends = method
                .Sends.Where(send => send.Call.Function() == line.Function() && method.IsSameConnection(send.Target, line.Receiver()))
                .ToList();
            if (
                sends.Count == 0
                || !sends.Any(send => send.Call.Loop() is not null)
                || sends.Any(send => send.Call.Syntax.SpanStart > loop.Syntax.SpanStart)
                || sends.Any(send => SaysGoodBye.IsMatch(SentText.Of(send.Data, method)?.Text ?? "")))
                continue;
            var last = sends[sends.Count - 1];
            report.At(last.Call.Syntax, last.Target.Root()?.Name ?? source.Name);
        }
    }

    /// <summary>Whether only the end of the lines ends the loop: it is asked for in the condition, of this line or of the variable that
    /// takes it, or by the only way out.</summary>
    private static bool GoesOnUntilNull(IInvocationOperation line, ILoopOperation loop, SocketMethod method)
    {
        if (loop.Condition().Contains(line))
            return LineFlow.Of(line, method).TestedOrEscapes;
        var kept = line.SameValue().Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => local.Local,
            _ => null,
        };
        if (kept is null)
            return false;
        if (!LineFlow.HasNoCondition(loop))
            return loop.Condition() is { } condition && IsNullTest(condition, kept);
        var ways = method.Within(loop.Body).Where(part => LeavesLoop(part, loop)).ToList();
        return ways.Count == 1
            && ways[0] is not IThrowOperation
            && Choice(ways[0]) is { } choice
            && IsNullTest(choice.Condition, kept);
    }

    /// <summary>The <c>if</c> of which this is all that is done.</summary>
    private static IConditionalOperation? Choice(IOperation way) => way.Parent switch
    {
        IConditionalOperation choice when choice.WhenTrue == way => choice,
        IBlockOperation { Operations.Length: 1, Parent: IConditionalOperation choice } block when choice.WhenTrue == block => choice,
        _ => null,
    };

    /// <summary><c>line == null</c>, <c>line is not null</c> and the like, and nothing besides.</summary>
    private static bool IsNullTest(IOperation condition, ISymbol kept) => condition.Unwrap() switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test => SocketMethod.Same(
                test.LeftOperand.Symbol(),
                kept) && SocketMethod.IsNull(test.RightOperand)
            || SocketMethod.IsNull(test.LeftOperand) && SocketMethod.Same(test.RightOperand.Symbol(), kept),
        IIsPatternOperation { Pattern: var asked } test => SocketMethod.Same(test.Value.Symbol(), kept)
            && (asked is INegatedPatternOperation not ? not.Pattern : asked) is IConstantPatternOperation { Value: var constant }
            && SocketMethod.IsNull(constant),
        _ => false,
    };

    /// <summary>A word after which the peer of a line protocol closes.</summary>
    private static readonly Regex SaysGoodBye = new(
        @"\b(QUIT|EXIT|BYE|LOGOUT|CLOSE|END|DONE)\b|^\.\r?\n",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    private static bool EndsSending(IInvocationOperation call) =>
        call.TargetMethod.Name is "Shutdown" or "ShutdownAsync" or "Disconnect" or "DisconnectAsync" or "Close";

    /// <summary>Whether the member, or the class that it is in, has an HTTP request in it; then no class beside it counts.</summary>
    private static bool SpeaksHttp(SocketMethod method)
    {
        if (!method.File.Says("HTTP/"))
            return false;
        return method.Member.ContainingType is not { DeclaringSyntaxReferences.Length: > 0 } type
            || type.DeclaringSyntaxReferences.Any(part =>
                part.SyntaxTree != method.Model.SyntaxTree || method.File.SaysIn(part.GetSyntax(method.Cancellation), "HTTP/"));
    }

    /// <summary>The answer is read to its end by one call: <c>CopyTo</c>, <c>ReadToEnd</c>.</summary>
    private static void CheckAllOfIt(SocketMethod method, Reporter report)
    {
        if (method.Calls.Any(EndsSending))
            return;
        foreach (var all in method.Calls)
        {
            if (
                all.TargetMethod.Name is not ("CopyTo" or "CopyToAsync" or "ReadToEnd" or "ReadToEndAsync")
                || !method.IsNetworkBacked(all.Receiver())
                || all.Loop() is not null
            )
                continue;
            var source = Under(all.Receiver(), method).Root();
            if (source is null or IFieldSymbol || method.References(source).Any(reference => Leaves(reference, method)))
                continue;
            var last = method.Calls.LastOrDefault(call =>
                call.Syntax.Span.End < all.Syntax.SpanStart
                && call.Function() == all.Function()
                && !RunsBeside(call)
                && !call.Loops().Any(around => all.IsWithin(around))
                && Sending.From(call, method) is { } sending
                && SocketMethod.Same(Under(sending.Target, method).Root(), source));
            if (last is not null && !method.Sends.Any(send => send.Call.Syntax.SpanStart > all.Syntax.SpanStart))
                report.At(all.Syntax, source.Name);
        }
    }

    /// <summary>A copy that is begun and not awaited before the answer is: a relay copies both ways at once.</summary>
    private static bool RunsBeside(IInvocationOperation call) =>
        call.TargetMethod.Name == "CopyToAsync" && call.SameValue() is { Type.Name: "Task", Parent: not IExpressionStatementOperation };

    /// <summary>The stream under a reader or a writer.</summary>
    private static IOperation? Under(IOperation? reader, SocketMethod method, int depth = 0) => reader.Unwrap() switch
    {
        IObjectCreationOperation { Arguments.Length: > 0 } made when depth < 4 => Under(made.Arguments[0].Value, method, depth + 1),
        IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.Name: "PipeReader" }, Arguments.Length: > 0 } pipe
            when depth < 4 => Under(pipe.Arguments[0].Value, method, depth + 1),
        ILocalReferenceOperation { Type.Name: "PipeReader", Local: var kept }
            when depth < 4 && method.OnlyValue(kept).Unwrap() is IInvocationOperation created => Under(created, method, depth + 1),
        ILocalReferenceOperation { Type.Name: not "NetworkStream" } local
            when depth < 4 && method.OnlyValue(local.Local).Unwrap() is IObjectCreationOperation made => Under(made, method, depth + 1),
        IInvocationOperation { TargetMethod: { Name: "GetStream", Parameters.Length: 0 }, Instance: { } client } => client,
        var other => other,
    };

    /// <summary>A helper may shut it down, or send more; so may one that is given the stream of the client.</summary>
    private static bool Leaves(IOperation reference, SocketMethod method)
    {
        var value = reference.SameValue();
        return value.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => !SocketTypes.IsOfSystem(call.TargetMethod),
            IReturnOperation => true,
            IInvocationOperation { TargetMethod.Name: "GetStream" } stream when SocketTypes.IsTcpClient(value.Type) =>
                Leaves(stream, method)
                || stream.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } }
                    && method.References(kept).Any(read => Leaves(read, method)),
            _ => false,
        };
    }
}
