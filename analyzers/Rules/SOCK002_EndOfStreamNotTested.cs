using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK002: the count is used, or the line, and no path looks whether the stream has ended.</summary>
public sealed class SOCK002_EndOfStreamNotTested : SocketRule
{
    /// <summary>The property of the diagnostic that tells the value to test for, for the fix.</summary>
    internal const string EndProperty = "end";

    private static readonly DiagnosticDescriptor Untested = Rule.Create(
        RuleIds.EndOfStreamNotTested, Categories.Receiving, DiagnosticSeverity.Warning,
        "The end of the stream is not tested",
        "Test {0} for {2}: `{1}` returns it when the peer has finished, and at once every time after");

    /// <summary>A single receive whose text is printed: at the end of the stream that is an empty line, and no more.</summary>
    private static readonly DiagnosticDescriptor PrintedUntested = Untested.Saying(
        "Test {0} for {2}: `{1}` returns it when the peer has finished, and an empty text is printed then", DiagnosticSeverity.Info);

    /// <summary>A loop that goes on only while something is there: at the end of the stream it stops with what it has.</summary>
    private static readonly DiagnosticDescriptor EndsEmpty = Untested.Saying(
        "Test {0} for {2}: `{1}` returns it when the peer has finished, and the loop ends with an empty text then",
        DiagnosticSeverity.Info);

    /// <summary>A line that is only shown, or that a conversion refuses where there is none.</summary>
    private static readonly DiagnosticDescriptor ShownUntested = Untested.Saying(
        "Test {0} for null: `{1}` returns it when the peer has finished", DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor RunsOn = Untested.Saying(
        "Leave the loop where `{0}` returns 0: the peer has finished, and each turn after it gets 0 again at once");

    private static readonly DiagnosticDescriptor RunsOnWithoutLine = Untested.Saying(
        "Leave the loop where `{0}` returns null: the peer has finished, and each turn after it gets null again at once");

    private static readonly DiagnosticDescriptor NothingCame = Untested.Saying(
        "Test {0} for {1}: `{2}` returns it when nothing came, and here it is used as a number of bytes");

    private static readonly DiagnosticDescriptor NoNull = Untested.Saying(
        "Return null from `{0}` where the peer has finished: the loop waits for it, and an orderly end comes as an exception");

    private static readonly DiagnosticDescriptor LineUntested = Untested.Saying(
        "Test {0} for null: `{1}` returns it when the peer has finished");

    private static readonly DiagnosticDescriptor LostInConversion = Untested.Saying(
        "Test the byte of `{0}` for -1 before it is converted: `{0}` returns that when the peer has finished");

    private static readonly DiagnosticDescriptor PipeUntested = Untested.Saying(
        "Leave the loop where `{0}.IsCompleted` is true: the peer has finished, and `{1}` answers at once every time after");

    private static readonly DiagnosticDescriptor CompletionUntested = Untested.Saying(
        "Test `{0}.BytesTransferred` for 0 before you receive again: the peer has finished, and each receive after it brings 0 at once");

    public override DiagnosticDescriptor Descriptor => Untested;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create([
            Untested,
            PrintedUntested,
            EndsEmpty,
            ShownUntested,
            RunsOn,
            RunsOnWithoutLine,
            NothingCame,
            NoNull,
            LineUntested,
            LostInConversion,
            PipeUntested,
            CompletionUntested,
        ]);

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Data;

    internal override void Check(SocketMethod method, Reporter report)
    {
        CheckPipes(method, report);
        CheckCompletions(method, report);
        CheckAnyStream(method, report);
        foreach (var receive in method.Receives)
        {
            // An empty datagram is a message like any other; only a stream ends with 0.
            if (receive.Transport == Transport.Stream
                && !receive.Count.Ignored
                && (GoesRound(receive) || GoesOnWithAny(receive) || PollsOn(receive)))
            {
                report.At(receive.Call.Syntax, RunsOn, receive.Name);
                continue;
            }

            CheckCount(receive, report);
        }

        foreach (var receive in method.HelperReceives)
        {
            if (receive.Helper!.Member is not null)
            {
                if (receive.Call.Loop() is not null)
                    CheckCount(receive, report);
                continue;
            }

            if (receive.Helper.Sentinel is not { } sentinel)
                continue;
            var flow = CountFlow.Of(receive.Call, method, sentinel);
            if (flow is { Ignored: true } or { Escapes: true } or { TestedForEnd: true } || !flow.Uses.Any(IsAsNumber))
                continue;
            report.At(
                receive.Call.Syntax,
                NothingCame,
                End(sentinel.ToString()),
                flow.Variable is { } variable ? $"`{variable.Name}`" : "the count",
                sentinel,
                receive.Name);
        }

        foreach (var loop in method.All<ILoopOperation>())
        {
            if (WaitsForNull(loop.Condition(), method) is not { } call)
                continue;
            report.At(call.Syntax, NoNull, call.TargetMethod.Name);
        }

        foreach (var call in method.Calls)
        {
            if (
                call.Loop() is not null
                && call.TargetMethod is { IsVirtual: false, IsOverride: false, IsAbstract: false }
                && method.File.HelperOf(call.TargetMethod) is { ReturnsLine: true })
            {
                if (LineFlow.Of(call, method).GoesRound)
                    report.At(call.Syntax, RunsOnWithoutLine, NetworkCalls.Name(call));
                continue;
            }

            if (method.File.HelperOf(call.TargetMethod) is { ReturnsByte: true })
            {
                CheckByte(call, method, report);
                continue;
            }

            if (call.TargetMethod is { Name: "Read", Parameters.Length: 0 }
                && SocketTypes.IsTextReader(call.Receiver()?.Type)
                && method.IsNetworkBacked(call.Receiver()))
            {
                if (!AsksReader(call, method))
                    CheckByte(call, method, report);
                continue;
            }

            if (call.TargetMethod is { Name: "ReadByte", Parameters.Length: 0 }
                && SocketTypes.IsStream(call.Receiver()?.Type)
                && method.IsNetworkBacked(call.Receiver()))
            {
                CheckByte(call, method, report);
                continue;
            }

            if (
                call.TargetMethod.Name is not ("ReadLine" or "ReadLineAsync")
                || !SocketTypes.IsTextReader(call.Receiver()?.Type)
                || !method.IsNetworkBacked(call.Receiver())
                    && !(call.Receiver() is IParameterReferenceOperation { Type.Name: "StreamReader" or "TextReader", Parameter: var given }
                        && RunsForEver(call)
                        && !GivenSources.AreOfThisMachine(given, method))
            )
                continue;
            if (AsksReader(call, method))
                continue;
            var line = LineFlow.Of(call, method);
            if (line.GoesRound)
            {
                report.At(call.Syntax, RunsOnWithoutLine, $"{call.Receiver().Text()}.{call.TargetMethod.Name}");
                continue;
            }

            if (line.TestedOrEscapes || !line.Used || line.Waved && !GoesOnWith(line, call))
                continue;
            var name = line.Variable is { } variable ? $"`{variable.Name}`" : "the line";
            report.At(
                call.Syntax,
                line.Harmless && !RunsByItself(call.Loop()) ? ShownUntested : LineUntested,
                End("null"),
                name,
                $"{call.Receiver().Text()}.{call.TargetMethod.Name}");
        }
    }

    /// <summary>A loop that fills a buffer from a stream which the caller gives, and that goes on at the end of the stream, whatever the
    /// stream is.</summary>
    private static void CheckAnyStream(SocketMethod method, Reporter report)
    {
        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod.Name is not ("Read" or "ReadAsync" or "ReadByte")
                || call.Receiver() is not IParameterReferenceOperation { Type.Name: "Stream", Parameter: var given }
                || !SocketTypes.IsOfSystem(call.TargetMethod)
                || call.Loop() is not { } loop
                || loop is not (IWhileLoopOperation or IForLoopOperation)
                || !MayBeAnyStream(given, call, method)
                || !HasNoWayOut(loop, method))
                continue;
            if (call.TargetMethod.Name == "ReadByte")
            {
                if (loop.Condition() is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } asked
                    && asked.LeftOperand.Contains(call)
                    && asked.RightOperand.Constant() is >= 0 and < 128
                    && LosesEnd(call) is { } lost)
                    report.At(call.Syntax, LostInConversion, End("-1"), lost);
                continue;
            }

            var flow = CountFlow.Of(call, method);
            if (
                flow is { Ignored: true } or { Escapes: true } or { TestedForEnd: true } or { Uses.Count: 0 }
                || !GoesOnUntilEnough(loop, flow))
                continue;
            var name = $"{call.Receiver().Text()}.{call.TargetMethod.Name}";
            var count = flow.Variable is { } variable ? $"`{variable.Name}`" : $"the count of `{name}`";
            report.At(call.Syntax, Untested, End("0"), count, name, 0);
        }
    }

    /// <summary>Whether nothing in the file says what the stream is; found once for each.</summary>
    private static bool MayBeAnyStream(IParameterSymbol given, IInvocationOperation call, SocketMethod method)
    {
        var known = method.The(() => new AnyStreams());
        if (!known.TryGetValue(given, out var answer))
            known[given] = answer =
                method.Values(given).All(value => value.Unwrap() is IParameterReferenceOperation)
                && !method.References(given).Any(AsksForPlace)
                && !method.IsNetworkBacked(call.Receiver())
                && !GivenSources.AreOfThisMachine(given, method);
        return answer;
    }

    private sealed class AnyStreams() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    /// <summary>A stream that has a length or a place is not one over a connection.</summary>
    private static bool AsksForPlace(IOperation stream) => stream.SameValue().Parent
        is IPropertyReferenceOperation { Property.Name: "Length" or "Position" or "CanSeek" }
            or IInvocationOperation { TargetMethod.Name: "Seek" };

    /// <summary><c>while (have &lt; size)</c>, where <c>have</c> grows by the count only.</summary>
    private static bool GoesOnUntilEnough(ILoopOperation loop, CountFlow flow) =>
        loop.Condition() is IBinaryOperation test
        && test.OperatorKind.IsComparison()
        && new[] { test.LeftOperand, test.RightOperand }.Any(side => side.Symbol() is { } sum && flow.Carries(sum));

    /// <summary>A loop that does not wait for the one who sits at the keyboard.</summary>
    private static bool RunsByItself(ILoopOperation? loop) =>
        loop is not null
        && !loop
            .Descendants()
            .Any(part =>
                part is IInvocationOperation { TargetMethod: { Name: "ReadLine" or "ReadKey", ContainingType.Name: "Console" } });

    /// <summary>Whether the loop goes on only while something has arrived, and what comes is put into a text.</summary>
    private static bool EndsWhereNothingIsThere(Receive receive) =>
        receive.Call.Loop() is { } loop
        && loop.Condition() is { } condition
        && (condition.Unwrap() is IPropertyReferenceOperation asked ? Arrived.Asks(asked)
            : condition.Unwrap() is IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals } test
                && Arrived.Asks(test.LeftOperand)
                && test.RightOperand.IsConstant(0))
        && receive.Count.Uses.All(IsGathered);

    /// <summary>Put into a text of all pieces: an empty one adds nothing.</summary>
    private static bool IsGathered(IOperation count)
    {
        IOperation? decode = count;
        while (decode is not null and not (IInvocationOperation { TargetMethod.Name: "GetString" } or IBlockOperation))
            decode = decode.Parent;
        return decode is IInvocationOperation
            && (
                decode.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Append" } }
                || decode.Parent is ICompoundAssignmentOperation);
    }

    private static void CheckCount(Receive receive, Reporter report)
    {
        if (receive.Transport != Transport.Stream || receive.Count is { Ignored: true } or { Escapes: true } or { TestedForEnd: true })
            return;

        // Only shown to somebody, a 0 does no harm, unless a loop goes on after it.
        if (receive.Count.Uses.Count == 0 || receive.Call.Loop() is null && receive.Count.Uses.All(Shown.IsShown))
            return;

        // Where something has arrived, the receive brings it.
        if (Arrived.AskedAround(receive.Call) is not null || Arrived.IsWaitedFor(receive.Call, receive.Method))
            return;
        var count = receive.Count.Variable is { } variable ? $"`{variable.Name}`" : $"the count of `{receive.Name}`";
        var printed =
            !RunsByItself(receive.Call.Loop())
            && !BeginsAgain(receive)
            && receive.Count.Uses.All(use => use.IsShown() || IsPrinted(use, receive.Method));
        report.At(
            receive.Call.Syntax,
            printed ? PrintedUntested
                : EndsWhereNothingIsThere(receive) ? EndsEmpty
                : Untested,
            End("0"),
            count,
            receive.Name,
            0);
    }

    /// <summary>Whether the next receive is begun here too: by a callback, or by the method calling itself.</summary>
    private static bool BeginsAgain(Receive receive) =>
        receive.Call.TargetMethod.Name is "EndReceive" or "EndRead"
        || receive.Method.CallsNamed("BeginReceive").Count > 0
        || receive.Method.CallsNamed("BeginRead").Count > 0
        || receive.Method.CallsNamed(receive.Method.Member.Name)
            .Any(call => SocketMethod.Same(call.TargetMethod.OriginalDefinition, receive.Method.Member));

    /// <summary>Whether what is decoded with the count is only shown: at the end of the stream that is an empty text.</summary>
    private static bool IsPrinted(IOperation use, SocketMethod method)
    {
        IOperation? decode = use;
        while (decode is not null and not (IInvocationOperation { TargetMethod.Name: "GetString" } or IBlockOperation))
            decode = decode.Parent;
        if (decode is not IInvocationOperation)
            return false;
        if (decode.IsShown())
            return true;
        var text = decode.SameValue().Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment
                when assignment.Parent is IExpressionStatementOperation || assignment.IsShown() => local,
            _ => null,
        };
        return text is not null
            && method.References(text).Where(read => !read.IsWrite()).ToList() is var reads
            && (reads.Count > 0 || decode.SameValue().Parent is ISimpleAssignmentOperation { Parent: not IExpressionStatementOperation })
            && reads.All(read => read.IsShown());
    }

    /// <summary>A loop that reads a pipe and never asks whether the peer has finished.</summary>
    private static void CheckPipes(SocketMethod method, Reporter report)
    {
        foreach (var read in PipeRead.In(method))
        {
            if (
                read.Leaves
                || read.AsksForEnd
                || read.LeavesWhereEmpty
                || read.Call.Loop() is not { } loop
                || !LineFlow.HasNoCondition(loop)
            )
                continue;
            report.At(read.Call.Syntax, PipeUntested, read.Result.Name, NetworkCalls.Name(read.Call));
        }
    }

    /// <summary>A completed receive that is followed by the next one, whatever it brought.</summary>
    private static void CheckCompletions(SocketMethod method, Reporter report)
    {
        foreach (var completion in Completion.In(method))
        {
            if (
                completion.Leaves
                || completion.Counts.Count == 0
                || completion.AsksByPattern("BytesTransferred")
                || !completion.ReceivesAgain.Any()
            )
                continue;
            if (completion.Count is { Escapes: true } or { TestedForEnd: true })
                continue;
            if (
                completion.ReceivesAgain.All(again =>
                    again.Syntax.SpanStart < completion.Counts[0].Syntax.SpanStart && again.Loop() is null)
            )
                continue;
            report.At(completion.Counts[0].Syntax, CompletionUntested, completion.Args.Name);
        }
    }

    private static ImmutableDictionary<string, string?> End(string value) =>
        ImmutableDictionary<string, string?>.Empty.Add(EndProperty, value);

    /// <summary>A loop that only a certain line ends: it goes on at the end of any reader.</summary>
    private static bool RunsForEver(IInvocationOperation call) => call.Loop() is { } loop && LineFlow.OnlyATextEnds(loop);

    /// <summary>Whether the loop goes on with the empty text that stands for no line.</summary>
    private static bool GoesOnWith(LineFlow line, IInvocationOperation call) =>
        call.Loop() is { } loop && (line.Filled ? LineFlow.OnlyAWordEnds(loop) : LineFlow.NeverEnds(loop));

    /// <summary>Whether the reader itself is asked for the end: <c>EndOfStream</c>, or <c>Peek</c>, which answers -1 there.</summary>
    private static bool AsksReader(IInvocationOperation call, SocketMethod method) =>
        call.Receiver().Root() is { } reader
        && method
            .References(reader)
            .Any(reference =>
                reference.SameValue().Parent
                    is IPropertyReferenceOperation { Property.Name: "EndOfStream" }
                        or IInvocationOperation { TargetMethod.Name: "Peek" });

    /// <summary>ReadByte answers -1 at the end; a cast makes a character or 255 of it.</summary>
    private static void CheckByte(IInvocationOperation call, SocketMethod method, Reporter report)
    {
        if (LosesEnd(call) is { } lost)
        {
            report.At(call.Syntax, LostInConversion, End("-1"), lost);
            return;
        }

        var flow = CountFlow.Of(call, method, end: -1);
        if (
            flow is { Ignored: true } or { Escapes: true } or { TestedForEnd: true }
            || !flow.Uses.Any(use => !IsCompared(use) || use.Loops().Any(loop => loop.Condition().Contains(use)))
        )
            return;
        var source = NetworkCalls.IsOnStream(call, method) ? $"{call.Receiver().Text()}.ReadByte" : call.TargetMethod.Name;
        var name = flow.Variable is { } variable ? $"`{variable.Name}`" : $"the byte of `{source}`";
        report.At(call.Syntax, Untested, End("-1"), name, source, -1);
    }

    /// <summary>A byte or character that is converted, or shifted into a number, as it comes: then -1 is one like any other.</summary>
    private static string? LosesEnd(IInvocationOperation call)
    {
        if (call.Receiver() is null)
            return null;
        IOperation value = call;
        while (value.Parent is IParenthesizedOperation or IAwaitOperation)
            value = value.Parent;
        var lost = value.Parent switch
        {
            IConversionOperation
            {
                IsImplicit: false,
                IsChecked: false,
                Type.SpecialType: SpecialType.System_Byte
                    or SpecialType.System_Char
                    or SpecialType.System_SByte
                    or SpecialType.System_UInt16
            } cast => cast.Parent
                is IReturnOperation
                    or IVariableInitializerOperation
                    or IAssignmentOperation
                    or IArgumentOperation
                    or IConversionOperation
                    or IBinaryOperation,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.LeftShift } shift => shift.LeftOperand == value && IsReturned(shift),
            _ => false,
        };
        return lost ? $"{call.Receiver().Text()}.{call.TargetMethod.Name}" : null;
    }

    private static bool IsReturned(IOperation number)
    {
        while (
            number.Parent
                is IBinaryOperation { OperatorKind: BinaryOperatorKind.Or or BinaryOperatorKind.Add }
                    or IParenthesizedOperation
                    or IConversionOperation
        )
            number = number.Parent;
        return number.Parent is IReturnOperation;
    }

    /// <summary>A loop without end in which nothing is done where the count is 0, so that the next receive gives 0 again.</summary>
    private static bool GoesRound(Receive receive)
    {
        if (GoesRoundBySwitch(receive))
            return true;
        if (
            receive.Count is { Escapes: true }
            || receive.Count.Sums.Count > 0
            || receive.Call.Loop() is not { } loop
            || loop.Body is not IBlockOperation body
            || !Turns.AreEndless(loop, receive.Method)
            || Turns.IsOfThisTurn(receive.Call, loop)
        )
            return false;
        IOperation statement = receive.Call;
        while (statement.Parent is { } outer && outer != body)
            statement = outer;
        if (
            statement.Parent is null
            || statement is not (IVariableDeclarationGroupOperation or IExpressionStatementOperation)
            || body.Behind(statement).Take(2).ToList() is not { Count: > 0 } next
        )
            return false;
        if (next[0] is not IConditionalOperation { WhenFalse: null } choice)
            return false;
        var tested = receive.Count.Uses.Where(use => use.IsWithin(choice.Condition)).ToList();
        if (tested.Count != 1 || choice.Condition.Unwrap() is not (IBinaryOperation or IIsPatternOperation))
            return false;
        if (receive.Count.Uses.Any(use => !use.IsWithin(choice) && use.Parent is IBinaryOperation or IIsPatternOperation))
            return false;
        return ComparedCount.OfZero(choice.Condition.Unwrap()!, tested[0]) switch
        {
            true => choice.WhenTrue is IBranchOperation { BranchKind: BranchKind.Continue }
                || choice.WhenTrue is IBlockOperation { Operations.Length: 1 } block
                    && block.Operations[0] is IBranchOperation { BranchKind: BranchKind.Continue },
            false => next.Count == 1,
            null => false,
        };
    }

    /// <summary>A loop that goes on while <c>n >= 0</c>, which every count is, or until <c>n == -1</c>, which none is, and that nothing
    /// else ends: at the end of the stream it hands out empty pieces.</summary>
    private static bool GoesOnWithAny(Receive receive)
    {
        if (receive.Count is not { TestedForEnd: false, Escapes: true } || receive.Call.Loop() is not { } loop)
            return false;
        foreach (var use in receive.Count.Uses)
        {
            if (use.Parent is not IBinaryOperation test)
                continue;
            if (
                ComparedCount.IsAlways(true, test, use) && (IsAskedBy(loop, Conjunction(test)) || IsAskedInVain(test, loop))
                    ? HasNoWayOut(loop, receive.Method)
                    : ComparedCount.IsAlways(false, test, use)
                        && LineFlow.HasNoCondition(loop)
                        && test.Parent is IConditionalOperation { WhenTrue: var never } choice
                        && choice.Condition == test
                        && Ways.Out(loop).All(way => way.IsWithin(never)))
                return true;
        }

        return false;
    }

    /// <summary><c>if (n >= 0)</c> in a loop without a condition: what follows is done with every count.</summary>
    private static bool IsAskedInVain(IBinaryOperation test, ILoopOperation loop) =>
        LineFlow.HasNoCondition(loop) && test.Parent is IConditionalOperation { WhenFalse: null } choice && choice.Condition == test;

    /// <summary><c>while (socket.Poll(0, SelectMode.SelectRead))</c> around a receive whose 0 leads nowhere: once the peer has finished,
    /// <c>Poll</c> answers true for ever.</summary>
    private static bool PollsOn(Receive receive) =>
        receive.Count is { TestedForEnd: false, Escapes: false }
        && receive.Call.Loop() is { } loop
        && loop.Condition().Unwrap() is IInvocationOperation { TargetMethod.Name: "Poll" } poll
        && SocketTypes.IsSocket(poll.Instance?.Type)
        && poll.Argument("mode").IsConstant(0)
        && SocketMethod.Same(poll.Instance.Root(), receive.Source.Root())
        && HasNoWayOut(loop, receive.Method);

    /// <summary>Whether nothing but its condition ends the loop. It is found once for all receives in it.</summary>
    private static bool HasNoWayOut(ILoopOperation loop, SocketMethod method)
    {
        var known = method.The(() => new Closed());
        if (!known.TryGetValue(loop, out var answer))
            known[loop] = answer = !Ways.Out(loop).Any();
        return answer;
    }

    private sealed class Closed : Dictionary<ILoopOperation, bool>;

    /// <summary>The condition of the loop, or what the variable is set to that the loop goes on with.</summary>
    private static bool IsAskedBy(ILoopOperation loop, IOperation condition) =>
        loop.Condition() is { } asked
        && (asked == condition
            || asked.Unwrap() is ILocalReferenceOperation { Local: var flag }
            && condition.Parent is ISimpleAssignmentOperation { Target: ILocalReferenceOperation kept }
            && SocketMethod.Same(kept.Local, flag));

    private static IOperation Conjunction(IOperation test)
    {
        while (test.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } or IParenthesizedOperation)
            test = test.Parent;
        return test;
    }

    /// <summary>The same with a <c>switch</c> over the count that is all the loop does: where the count is 0, its section only goes
    /// on.</summary>
    private static bool GoesRoundBySwitch(Receive receive)
    {
        if (
            receive.Call.Loop() is not { } loop
            || !Turns.AreEndless(loop, receive.Method)
            || receive.Call.SameValue().Parent is not ISwitchOperation choice)
            return false;
        if (loop.Body != choice && !(loop.Body is IBlockOperation { Operations.Length: 1 } block && block.Operations[0] == choice))
            return false;
        return Patterns.SectionOf(choice, 0) is { } section && section.Body.All(IsGoingOn);
    }

    private static bool IsGoingOn(IOperation statement) =>
        statement is IBranchOperation or IEmptyOperation || statement is IBlockOperation block && block.Operations.All(IsGoingOn);

    /// <summary>The helper whose null the condition of a loop waits for, and which returns none.</summary>
    private static IInvocationOperation? WaitsForNull(IOperation? condition, SocketMethod method)
    {
        foreach (var part in condition?.DescendantsAndSelf() ?? [])
        {
            var tested = part switch
            {
                IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test => SocketMethod.IsNull(test.RightOperand)
                    ? test.LeftOperand
                : SocketMethod.IsNull(test.LeftOperand) ? test.RightOperand
                : null,
                IIsPatternOperation
                {
                    Pattern: IRecursivePatternOperation { DeconstructionSubpatterns.Length: 0, PropertySubpatterns.Length: 0 }
                        or INegatedPatternOperation { Pattern: IConstantPatternOperation }
                } test => test.Value,
                _ => null,
            };
            var value = tested.Unwrap() is ISimpleAssignmentOperation assignment ? assignment.Value.Unwrap() : tested.Unwrap();
            if (value is IInvocationOperation call && method.File.HelperOf(call.TargetMethod) is { NeverReturnsNull: true })
                return call;
        }

        return null;
    }

    private static bool IsCompared(IOperation use) => use.Parent is IBinaryOperation binary && binary.OperatorKind.IsComparison();

    private static bool IsAsNumber(IOperation use) =>
        use.Parent
            is IInterpolationOperation
                or IArgumentOperation
                or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract }
                or IRangeOperation
                or IArrayElementReferenceOperation;
}
