using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK005: text decoded piece by piece, so that a character cut by two receives is lost (RFC 3629 §3).</summary>
public sealed class SOCK005_DecodedInPieces : SocketRule
{
    private static readonly DiagnosticDescriptor InPieces = Rule.Create(
        RuleIds.DecodedInPieces,
        Categories.Receiving,
        DiagnosticSeverity.Info,
        "Text is decoded piece by piece",
        "Decode `{0}` with a `Decoder` or read through a `StreamReader`: the bytes of one character can come in two pieces");

    private static readonly DiagnosticDescriptor DecodedOnce = InPieces.Saying(
        "Receive until the end and decode each piece with `{0}`: it keeps half a character for a next call, and there is none");

    private static readonly DiagnosticDescriptor NeverFlushed = InPieces.Saying(
        "Tell `{0}` at the end of the stream that no more will come (`flush: true`): "
            + "a character that was cut off goes unnoticed otherwise");

    private static readonly DiagnosticDescriptor MadeInTheLoop = InPieces.Saying(
        "Make `{0}` before the loop: it keeps half a character for the next piece, and each piece gets a new one");

    private static readonly DiagnosticDescriptor FlushedEachTime = InPieces.Saying(
        "Give `flush: false` while more may come: with `true` `{0}` gives up half a character at the end of each piece");

    public override DiagnosticDescriptor Descriptor => InPieces;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create([InPieces, DecodedOnce, NeverFlushed, MadeInTheLoop, FlushedEachTime]);

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Data;

    internal override void Check(SocketMethod method, Reporter report)
    {
        var looked = new Dictionary<ILoopOperation, HashSet<ISymbol>>();
        foreach (var receive in method.Receives)
        {
            if (
                receive.Transport != Transport.Stream
                || receive.Advances
                || receive.BufferRoot is not { } buffer)
                continue;
            if (receive.Call.Loop() is not { } loop)
            {
                if (receive.Call.TargetMethod.Name is "EndReceive" or "EndRead")
                    CheckCallback(method.References(buffer), receive.Call.Function(), method, report);
                continue;
            }

            // A loop that sends too takes each receive for an answer of its own; whether that is right is another rule's question.
            if (SendsWithin(loop, method).Any(send => method.IsSameConnection(send.Target, receive.Source)))
                continue;

            // Of further receives of the loop into this buffer the same would be said.
            if (!looked.TryGetValue(loop, out var buffers))
                looked[loop] = buffers = new(SymbolEqualityComparer.Default);
            if (!buffers.Add(buffer))
                continue;
            foreach (var reference in method.ReferencesIn(buffer, loop.Syntax).Concat(InLocalFunctions(buffer, loop, method)))
            {
                if (reference.IsWithin(loop) && DecodingHelper(reference, method) is { } helper)
                {
                    report.At(helper.Syntax, InPieces, buffer.Name);
                    continue;
                }

                if (
                    Decoding(reference) is not { } decode
                    || !(reference.IsWithin(loop) && decode.Function() == receive.Call.Function() || IsCalledIn(loop, decode, method)))
                    continue;
                if (decode.Instance.Unwrap() is IInvocationOperation { TargetMethod.Name: "GetDecoder", Instance: { } of } anew)
                {
                    if (IsMultiByte(of, method) && !IsHead(loop))
                        report.At(anew.Syntax, MadeInTheLoop, anew.Text());
                    continue;
                }

                if (decode.Instance is { } encoding && IsMultiByte(encoding, method) && !IsOfDigits(decode) && !IsHead(loop))
                    report.At(decode.Syntax, InPieces, buffer.Name);
            }
        }

        foreach (var call in method.Calls)
        {
            if (
                call.Loop() is { } turns
                && PieceDecodedBy(call.TargetMethod, method) is { } piece
                && GoesToOthers(call, method)
                && !Turns.IsOfThisTurn(call, turns)
                && !Asks(turns, method))
                report.At(call.Syntax, InPieces, piece.Name);
        }

        foreach (var read in PipeRead.In(method))
        {
            if (read.Call.Loop() is not { } around || !read.TakesAll)
                continue;
            foreach (var buffer in read.Buffers)
            {
                if (
                    Decoding(buffer) is { } decode
                    && decode.IsWithin(around)
                    && decode.Receiver() is { } encoding
                    && !IsAtEnd(decode)
                    && IsMultiByte(encoding, method))
                    report.At(decode.Syntax, InPieces, buffer.Text());
            }
        }

        foreach (var completion in Completion.In(method))
        {
            if (completion.Counts.Count > 0)
                CheckCallback(completion.Buffers, completion.Counts[0].Function(), method, report);
        }

        foreach (var loop in method.All<IForEachLoopOperation>())
            CheckIterator(loop, method, report);

        foreach (var declarator in method.All<IVariableDeclaratorOperation>())
        {
            if (SocketTypes.IsDecoder(declarator.Symbol.Type))
                CheckDecoder(declarator.Symbol, method, report);
        }
    }

    /// <summary>A loop over the pieces that an iterator of this file gives as they came, and that puts the text of each behind that of
    /// those before.</summary>
    private static void CheckIterator(IForEachLoopOperation loop, SocketMethod method, Reporter report)
    {
        if (
            loop.Locals.Length != 1
            || Iterator(loop.Collection) is not { } iterator
            || !GivesPieces(iterator, method)
            || Asks(loop, method))
            return;
        foreach (var piece in method.ReferencesIn(loop.Locals[0], loop.Body.Syntax))
        {
            if (
                Decoding(piece) is { TargetMethod.Name: "GetString", Instance: { } encoding } decode
                && IsAddedToText(decode)
                && IsMultiByte(encoding, method))
                report.At(decode.Syntax, InPieces, loop.Locals[0].Name);
        }
    }

    /// <summary>Whether the text of a piece is put behind that of those before: it is added, appended or written.</summary>
    private static bool IsAddedToText(IOperation text) =>
        text.SameValue().Parent
            is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add }
                or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Append" or "Write" or "WriteAsync" } }
        || IsPutBehind(text) is not null;

    /// <summary>The method of this program whose results a loop takes, below <c>WithCancellation</c> and <c>ConfigureAwait</c>.</summary>
    private static IMethodSymbol? Iterator(IOperation? collection)
    {
        while (
            collection.Unwrap() is IInvocationOperation { TargetMethod.Name: "WithCancellation" or "ConfigureAwait" } wrapped
            && SocketTypes.IsOfSystem(wrapped.TargetMethod))
            collection = wrapped.Receiver();
        return
            collection.Unwrap() is IInvocationOperation { TargetMethod: { IsVirtual: false, IsOverride: false, IsAbstract: false } target }
            && !SocketTypes.IsOfSystem(target)
                ? target.OriginalDefinition
                : null;
    }

    /// <summary>Whether all that an iterator gives are pieces of a stream, each as long as what has come.</summary>
    private static bool GivesPieces(IMethodSymbol iterator, SocketMethod method)
    {
        var known = method.File.The(() => new Iterators());
        if (!known.TryGetValue(iterator, out var answer))
        {
            known[iterator] = answer = Methods.Of(method.File).With(iterator) is { } body
                && body.Of(iterator)
                    .OfType<IReturnOperation>()
                    .Where(end => end.Kind == OperationKind.YieldReturn)
                    .Select(end => end.ReturnedValue)
                    .ToList() is { Count: > 0 } given
                && given.TrueForAll(value => IsPiece(value, body));
        }

        return answer;
    }

    private sealed class Iterators() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static bool IsPiece(IOperation? value, SocketMethod method)
    {
        while (value.Unwrap() is IInvocationOperation { TargetMethod.Name: "ToArray" } copy)
            value = copy.Receiver();
        return value.Root() is { } buffer
            && method.Receives.Any(receive =>
                receive.Transport == Transport.Stream
                && !receive.Advances
                && receive.Call.TargetMethod.Name is "Receive" or "ReceiveAsync" or "Read" or "ReadAsync"
                && SocketMethod.Same(receive.BufferRoot, buffer)
                && receive.Count.Variable is { } count
                && value!.DescendantsAndSelf().Any(part => SocketMethod.Same(part.Variable(), count)));
    }

    /// <summary>The buffer of the one receive of a method of this file that returns what came as text.</summary>
    private static ISymbol? PieceDecodedBy(IMethodSymbol target, SocketMethod method)
    {
        target = target.OriginalDefinition;
        if (
            target.ReturnType.Result().SpecialType != SpecialType.System_String
            || target is { IsVirtual: true } or { IsOverride: true } or { IsAbstract: true }
            || SocketTypes.IsOfSystem(target))
            return null;
        var known = method.File.The(() => new TextOfPieces());
        if (known.TryGetValue(target, out var buffer))
            return buffer;
        known[target] = null;
        return known[target] = Methods.Of(method.File).With(target) is { } helper
            && helper.Receives is { Count: 1 } receives
            && receives[0] is { Transport: Transport.Stream, Advances: false, BufferRoot: { } filled } receive
            && receive.Call.IsIn(target)
            && receive.Call.Loop() is null
            && helper.Sends.Count == 0
            && helper.References(filled).Any(reference =>
                Decoding(reference) is { TargetMethod.Name: "GetString", Instance: { } encoding } decode
                && decode.ChosenValue().Parent is IReturnOperation
                && IsMultiByte(encoding, helper))
                ? filled
                : null;
    }

    private sealed class TextOfPieces() : Dictionary<ISymbol, ISymbol?>(SymbolEqualityComparer.Default);

    /// <summary>Whether the text goes to that of the other pieces, at once or from a variable.</summary>
    private static bool GoesToOthers(IInvocationOperation call, SocketMethod method)
    {
        var value = call.SameValue();
        var named = value.Parent switch
        {
            IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: { } text } } => text,
            IIsPatternOperation { Pattern: IDeclarationPatternOperation { DeclaredSymbol: { } text } } => text,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var text } } => text,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var text } } => text,
            _ => (ISymbol?)null,
        };
        return named is null ? IsAddedToText(value) : method.References(named).Any(use => !use.IsWrite() && IsAddedToText(use));
    }

    /// <summary>Whether the loop sends, itself or through a method of this file: each text may be an answer of its own.</summary>
    private static bool Asks(ILoopOperation loop, SocketMethod method) =>
        SendsWithin(loop, method).Count > 0
        || method.Within(loop).Any(part => part is IInvocationOperation call && method.File.Sends(call.TargetMethod));

    private sealed class SendsOfLoops : Dictionary<ILoopOperation, List<Send>>;

    private static List<Send> SendsWithin(ILoopOperation loop, SocketMethod method)
    {
        var known = method.The(() => new SendsOfLoops());
        if (!known.TryGetValue(loop, out var sends))
            known[loop] = sends = method.Sends.Count == 0 ? [] : method.Within(loop).Select(method.SendOf).OfType<Send>().ToList();
        return sends;
    }

    /// <summary>The mentions in local functions that the loop is not in: it may call them.</summary>
    private static IEnumerable<IOperation> InLocalFunctions(ISymbol buffer, ILoopOperation loop, SocketMethod method)
    {
        var known = method.The(() => new OfLocalFunctions());
        if (!known.TryGetValue(buffer, out var references))
            known[buffer] = references = method.All<ILocalFunctionOperation>().Count == 0
                ? []
                : method.References(buffer).Where(reference => reference.Function() is ILocalFunctionOperation).ToList();
        return references.Where(reference => !loop.Syntax.Span.Contains(reference.Syntax.Span));
    }

    private sealed class OfLocalFunctions() : Dictionary<ISymbol, List<IOperation>>(SymbolEqualityComparer.Default);

    /// <summary>A callback that adds the text of its piece to what those before it have gathered in a field: the loop goes through the
    /// callbacks.</summary>
    private static void CheckCallback(IEnumerable<IOperation> buffers, IOperation? function, SocketMethod method, Reporter report)
    {
        foreach (var buffer in buffers)
        {
            if (
                Decoding(buffer) is { TargetMethod.Name: "GetString", Instance: { } encoding } decode
                && decode.Function() == function
                && IsGathered(decode)
                && IsMultiByte(encoding, method))
                report.At(decode.Syntax, InPieces, buffer.Root()?.Name ?? buffer.Text());
        }
    }

    private static bool IsGathered(IInvocationOperation decode) => decode.SameValue().Parent switch
    {
        IArgumentOperation
        {
            Parent: IInvocationOperation { TargetMethod: { Name: "Append", ContainingType.Name: "StringBuilder" }, Instance: var text }
        } => text.Root() is IFieldSymbol,
        ICompoundAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } => true,
        _ => IsPutBehind(decode) is IFieldSymbol or IPropertySymbol,
    };

    /// <summary>The variable to which the text is put behind what it holds: <c>all = all + text</c>, with <c>string.Concat</c> or by an
    /// interpolated string as well.</summary>
    private static ISymbol? IsPutBehind(IOperation text)
    {
        var value = text.SameValue();
        while (
            value.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add }
            || value.Parent is IInterpolationOperation or IInterpolatedStringOperation
            || value.Parent is IArgumentOperation
            {
                Parent: IInvocationOperation { TargetMethod: { Name: "Concat", ContainingType.SpecialType: SpecialType.System_String } }
            })
            value = (value.Parent is IArgumentOperation ? value.Parent.Parent! : value.Parent!).SameValue();
        return value.Parent is ISimpleAssignmentOperation { Target: var target, Value: var whole }
            && target.Symbol() is { } kept
            && whole.DescendantsAndSelf().Any(part => SocketMethod.Same(part.Symbol(), kept))
                ? kept
                : null;
    }

    /// <summary>A decoder of this method that has nothing to remember, or is never told that no more will come.</summary>
    private static void CheckDecoder(ILocalSymbol decoder, SocketMethod method, Reporter report)
    {
        var uses = method.References(decoder).Where(reference => !reference.IsWrite()).ToList();
        var calls = uses.Select(use => use.SameValue().Parent as IInvocationOperation).ToList();
        if (
            calls.Count == 0
            || calls.Any(call =>
                call is not { TargetMethod.Name: "GetChars" or "Convert" or "GetCharCount" } || call.Function() != calls[0]!.Function()))
            return;
        var decodes = calls.Where(call => call!.TargetMethod.Name != "GetCharCount").ToList();
        var receives = method
            .Receives.Where(receive =>
                receive.Transport == Transport.Stream
                && receive.BufferRoot is { } buffer
                && decodes.Any(call => call!.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), buffer))))
            .ToList();
        if (receives.Count != 1 || decodes.Count == 0 || receives[0].Call.Function() != decodes[0]!.Function())
            return;
        if (decodes.Count == 1 && receives[0].Call.Loop() is null && decodes[0]!.Loop() is null && !receives[0].Advances)
        {
            if (!IsRepeatedByGoto(decodes[0]!, method))
                report.At(decodes[0]!.Syntax, DecodedOnce, decoder.Name);
        }
        else if (
            receives[0].Call.Loop() is { } loop
            && decodes.All(call => call!.IsWithin(loop))
            && decoder.IsDeclaredIn(loop.Syntax))
        {
            report.At(decodes[0]!.Syntax, MadeInTheLoop, decoder.Name);
        }
        else if (
            receives[0].Call.Loop() is { } around
            && decodes.Count == 1
            && decodes[0]!.IsWithin(around)
            && decodes[0]!.Argument("flush").Unwrap() is { ConstantValue: { HasValue: true, Value: true } })
        {
            report.At(decodes[0]!.Syntax, FlushedEachTime, decoder.Name);
        }
        else if (StrictText.Is(decodes[0]!, method) && decodes.All(call => IsNeverLast(call!, method)))
        {
            report.At(decodes[0]!.Syntax, NeverFlushed, decoder.Name);
        }
    }

    private static bool IsRepeatedByGoto(IInvocationOperation decode, SocketMethod method)
    {
        var again = false;
        if (method.All<ILabeledOperation>().Count > 0)
        {
            method.Graphs.After(decode, step =>
            {
                again |= step.Syntax == decode.Syntax && step.Kind == decode.Kind;
                return !again;
            });
        }

        return again;
    }

    private static bool IsNeverLast(IInvocationOperation decode, SocketMethod method) =>
        decode.Argument("flush").Unwrap() switch
        {
            null => true,
            { ConstantValue: { HasValue: true, Value: false } } => true,
            ILocalReferenceOperation flag => method
                .Values(flag.Local)
                .All(value => value.ConstantValue is { HasValue: true, Value: false }),
            _ => false,
        };

    /// <summary>A number in text has no character of several bytes.</summary>
    private static bool IsOfDigits(IInvocationOperation decode)
    {
        var value = decode.SameValue();
        while (
            value.Parent is IInvocationOperation { TargetMethod: { Name: "Trim" or "TrimEnd" or "TrimStart" } } trim
            && trim.Instance == value)
            value = trim.SameValue();
        return value.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsStatic: true, Name: var name } } }
            && (name is "Parse" or "TryParse" || name.StartsWith("ToInt", System.StringComparison.Ordinal));
    }

    /// <summary>A head of HTTP, read up to its empty line, is ASCII by its protocol.</summary>
    private static bool IsHead(ILoopOperation loop) =>
        loop.DescendantsAndSelf().Any(part => part.ConstantValue is { HasValue: true, Value: "\r\n\r\n" });

    /// <summary>Whether a local function of this member that decodes is called in the loop.</summary>
    private static bool IsCalledIn(ILoopOperation loop, IInvocationOperation decode, SocketMethod method) =>
        decode.Function() is ILocalFunctionOperation { Symbol: var local }
        && method.Calls.Any(call => SocketMethod.Same(call.TargetMethod, local) && call.Loops().Contains(loop));

    /// <summary>Where the pipe says that the peer has finished: what is decoded there is all of it.</summary>
    private static bool IsAtEnd(IOperation decode)
    {
        for (var (inner, above) = (decode, decode.Parent); above is not null and not ILoopOperation; inner = above, above = above.Parent)
        {
            if (
                above is IConditionalOperation { Condition: var condition, WhenTrue: var then }
                && then == inner
                && condition.Unwrap() is IPropertyReferenceOperation { Property.Name: "IsCompleted" })
                return true;
        }

        return false;
    }

    /// <summary>The call of a method of this compilation that does nothing but decode what it is given; its text goes to those of the
    /// other pieces.</summary>
    private static IInvocationOperation? DecodingHelper(IOperation reference, SocketMethod method)
    {
        var above = reference.SameValue().Parent;
        while (
            above is IConversionOperation or IImplicitIndexerReferenceOperation
            || above is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" or "Slice" } }
            || above is IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" or "Slice" })
            above = above.Parent;
        if (above is not IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call })
            return null;
        if (Gathers(parameter.OriginalDefinition, method))
            return call;
        if (
            SocketTypes.IsOfSystem(call.TargetMethod)
            || Elsewhere.Returned(call.TargetMethod, method.File) is not { Count: 1 } returned
            || returned[0].Unwrap()
                is not IInvocationOperation { TargetMethod: { Name: "GetString", ContainingType: var type }, Instance: { } encoding } decode
            || !SocketTypes.IsEncoding(type)
            || decode.Arguments[0].Value.Root() is not IParameterSymbol given
            || given.Ordinal != parameter.Ordinal
            || !IsMultiByte(encoding, method))
            return null;
        return call.SameValue().Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } => call,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } } => call,
            _ => IsAddedToText(call) ? call : null,
        };
    }

    /// <summary>A method of this file that adds the text of the piece that it is given to what it has gathered in a field.</summary>
    private static bool Gathers(IParameterSymbol piece, SocketMethod method)
    {
        if (piece.ContainingSymbol is not IMethodSymbol { IsVirtual: false, IsOverride: false, DeclaringSyntaxReferences.Length: 1 } target)
            return false;
        var known = method.File.The(() => new Gatherers());
        if (!known.TryGetValue(piece, out var answer))
            known[piece] = answer =
                target.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation) is var declaration
                && declaration.SyntaxTree == method.Model.SyntaxTree
                && method.Model.GetOperation(declaration, method.Cancellation) is { } body
                && body.Descendants().OfType<IInvocationOperation>().Any(decode =>
                    decode is { TargetMethod: { Name: "GetString", ContainingType: var type }, Instance: { } encoding }
                    && SocketTypes.IsEncoding(type)
                    && SocketMethod.Same(decode.Arguments[0].Value.Root(), piece)
                    && IsGathered(decode)
                    && IsMultiByte(encoding, method));
        return answer;
    }

    private sealed class Gatherers() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static IInvocationOperation? Decoding(IOperation reference)
    {
        for (
            var above = reference.Parent;
            above is not null and not (IBlockOperation or ILoopOperation or IExpressionStatementOperation);
            above = above.Parent)
        {
            if (
                above is IInvocationOperation { TargetMethod: { Name: "GetString" or "GetChars", ContainingType: var type } } call
                && (SocketTypes.IsEncoding(type)
                    || type.Name == "EncodingExtensions"
                    || SocketTypes.IsDecoder(type) && call.Instance.Unwrap() is IInvocationOperation { TargetMethod.Name: "GetDecoder" }))
                return call;
        }

        return null;
    }

    /// <summary>Known to use several bytes for some characters; an encoding chosen elsewhere may be ASCII.</summary>
    private static bool IsMultiByte(IOperation encoding, SocketMethod method) =>
        encoding.Unwrap() switch
        {
            IPropertyReferenceOperation
            {
                Property: { Name: "UTF8" or "Unicode" or "BigEndianUnicode" or "UTF32" or "Default", IsStatic: true }
            } => true,
            IInvocationOperation { TargetMethod: { Name: "GetEncoding", IsStatic: true }, Arguments: { Length: > 0 } names } =>
                names[0].Value.ConstantValue is { HasValue: true, Value: string name }
                && name.StartsWith("utf-", System.StringComparison.OrdinalIgnoreCase)
                && !name.StartsWith("utf-7", System.StringComparison.OrdinalIgnoreCase),
            IObjectCreationOperation { Type.Name: "UTF8Encoding" or "UnicodeEncoding" or "UTF32Encoding" } => true,
            { } reference when reference.Symbol() is { } symbol and not IPropertySymbol => method.Values(symbol).ToList()
                is { Count: > 0 } values
                && values.All(value => IsMultiByte(value, method)),
            _ => false,
        };
}
