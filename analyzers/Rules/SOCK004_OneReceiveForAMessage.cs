using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK004: what one receive brings is taken for a whole message. TCP keeps no message boundaries (RFC 9293 §3.7).</summary>
public sealed class SOCK004_OneReceiveForAMessage : SocketRule
{
    /// <summary>The property of the diagnostic that names the variable to use as the offset, for the fix.</summary>
    internal const string OffsetProperty = "offset";

    /// <summary>The property of the diagnostic that holds the number of bytes needed, for the fix.</summary>
    internal const string NeededProperty = "needed";

    private static readonly DiagnosticDescriptor Parsed = Rule.Create(
        RuleIds.OneReceiveForAMessage, Categories.Receiving, DiagnosticSeverity.Warning,
        "One receive is taken for a whole message",
        "Receive until {0} bytes are there: `{1}` may bring fewer, and {2} is parsed as if it were complete");

    private static readonly DiagnosticDescriptor AddedUpWithoutUse = Parsed.Saying(
        "Receive until all is there: no code looks at `{0}` after this `{1}`, which may bring only a part");

    private static readonly DiagnosticDescriptor SamePlace = Parsed.Saying(
        "Receive at offset `{0}`: each turn of the loop writes over what the turn before put in {1}");

    private static readonly DiagnosticDescriptor TextTaken = Parsed.Saying(
        "Receive until the message is complete: `{0}` takes what one `{1}` brought for all of it");

    private static readonly DiagnosticDescriptor HelperBringsFewer = Parsed.Saying(
        "Test that {0} bytes came: `{1}` may bring fewer, and {2} is parsed as if it were complete");

    private static readonly DiagnosticDescriptor TakesWhatIsThere = Parsed.Saying(
        "Find the end of the message in the data: `{0}` tells only what has arrived by now, and more may be on its way");

    private static readonly DiagnosticDescriptor ReturnedAsItIs = Parsed.Saying(
        "Receive until `{0}` is full, or return how much came: `{1}` may bring only a part, and the code that gets `{0}` cannot tell");

    private static readonly DiagnosticDescriptor ShortTakenForLast = Parsed.Saying(
        "Find the end of the message in the data: `{0}` may leave room in the buffer before the end, and fill the buffer at the end");

    private static readonly DiagnosticDescriptor AsLongAsWhatIsThere = Parsed.Saying(
        "Receive until the message is complete: the buffer is as long as what has arrived by now, and more may be on its way");

    private static readonly DiagnosticDescriptor PeekedForEnd = Parsed.Saying(
        "Read until the reader answers -1 or null: `{0}` answers -1 whenever nothing more has arrived so far");

    private static readonly DiagnosticDescriptor ShorterArray = Parsed.Saying(
        "Compare the length of what `{0}` returns with what was asked for: at the end of the stream it is shorter");

    private static readonly DiagnosticDescriptor PipeBringsFewer = Parsed.Saying(
        "Wait with `ReadAtLeastAsync` until {0} bytes are there: `{1}` may bring fewer, and `{2}` is parsed as if it were complete");

    private static readonly DiagnosticDescriptor GivenAsItIs = Parsed.Saying(
        "Receive until `{0}` is full, or give `{2}` how much came: `{1}` may bring only a part, and `{2}` cannot tell");

    private static readonly DiagnosticDescriptor FewerRefused = Parsed.Saying(
        "Receive until `{0}` is full: `{1}` may bring fewer bytes though more are on their way, and here they are refused");

    private static readonly DiagnosticDescriptor AnnouncedLonger = Parsed.Saying(
        "Receive until all of `{0}` bytes are there: `{1}` may bring fewer, and the rest stays unread");

    private static readonly DiagnosticDescriptor CompletedWithFewer = Parsed.Saying(
        "Compare `{0}.BytesTransferred` with {1}: the receive may have brought fewer "
            + "bytes, and the buffer is parsed as if it were complete");

    public override DiagnosticDescriptor Descriptor => Parsed;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = ImmutableArray.Create(
        [Parsed, AddedUpWithoutUse, SamePlace, TextTaken, HelperBringsFewer, TakesWhatIsThere, ReturnedAsItIs, ShortTakenForLast,
         AsLongAsWhatIsThere, PeekedForEnd, ShorterArray, PipeBringsFewer, CompletedWithFewer, GivenAsItIs, FewerRefused, AnnouncedLonger]);

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Data;

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var receive in method.Receives)
        {
            if (receive.Transport == Transport.Stream && receive.Count.Ignored && IsOnlyWhatIsThere(receive))
                report.At(receive.Call.Syntax, AsLongAsWhatIsThere);
            if (receive.Transport != Transport.Stream || receive.Count.Ignored)
                continue;
            if (IsAddedUpWithoutUse(receive) is { } left)
            {
                report.At(receive.Call.Syntax, AddedUpWithoutUse, left.Name, receive.Name);
            }
            else if (RewritesTheSamePlace(receive) is { } sum)
            {
                report.At(
                    receive.Call.Syntax,
                    SamePlace,
                    ImmutableDictionary<string, string?>.Empty.Add(OffsetProperty, sum.Name),
                    sum.Name,
                    Buffer(receive));
            }
            else if ((TextParsed(receive) ?? BytesCompared(receive) ?? EachTextParsed(receive) ?? EachPieceMatched(receive)) is { } parse)
            {
                report.At(receive.Call.Syntax, TextTaken, parse, receive.Name);
            }
            else if (ReturnedWhole(receive) is { } whole)
            {
                report.At(receive.Call.Syntax, ReturnedAsItIs, whole.Name, receive.Name);
            }
            else if (GivenWhole(receive) is { } parser)
            {
                report.At(receive.Call.Syntax, GivenAsItIs, receive.BufferRoot!.Name, receive.Name, parser.Name);
            }
            else if (IsRefusedWhereFewer(receive))
            {
                report.At(receive.Call.Syntax, FewerRefused, receive.BufferRoot!.Name, receive.Name);
            }
            else if (ShortMeansLast(receive) is { } test)
            {
                report.At(test.Syntax, ShortTakenForLast, receive.Name);
            }
            else if (IsOnlyWhatIsThere(receive))
            {
                report.At(receive.Call.Syntax, AsLongAsWhatIsThere);
            }
            else if (AnnouncedLength.Of(receive) is { } announced)
            {
                report.At(receive.Call.Syntax, AnnouncedLonger, announced.Text(), receive.Name);
            }
            else if (FixedPlaces.BytesParsed(receive) is > 1 and var needed)
            {
                var properties = ImmutableDictionary<string, string?>.Empty.Add(NeededProperty, needed.ToString());
                report.At(receive.Call.Syntax, Parsed, properties, needed, receive.Name, Buffer(receive));
            }
        }

        foreach (var receive in method.HelperReceives)
        {
            if (
                receive.Transport != Transport.Stream
                || receive.Helper!.Throws
                || receive.Count.Ignored
                || FixedPlaces.BytesParsed(receive) is not (> 1 and var needed)
            )
                continue;
            report.At(receive.Call.Syntax, HelperBringsFewer, needed, receive.Name, Buffer(receive));
        }

        CheckReadBytes(method, report);
        CheckPipes(method, report);
        CheckCompletions(method, report);
        foreach (var loop in method.All<ILoopOperation>())
        {
            if (PeeksForEnd(loop, method) is { } peek)
                report.At(peek.Syntax, PeekedForEnd, peek.Text());
            if (LeavesWhereNothingIsThere(loop, method) is { } asked)
                report.At(asked.Syntax, TakesWhatIsThere, asked.Text());
            if (Pending(loop.Condition()) is not { } pending || IsPolled(loop, pending.Instance, method))
                continue;
            var source = pending.Instance.Root();
            if (
                !method.ReceivesWithin(loop).Any(receive =>
                    receive.Transport == Transport.Stream
                    && receive.BufferLength != 1
                    && !IsFilledWithin(receive, loop)
                    && !IsThrownAway(receive, loop)
                    && !IsShownAsItComes(receive, loop)
                    && !IsHandedOnAsItComes(receive, loop)
                    && (
                        source is null
                        || receive.Source.Root() is null
                        || SocketMethod.Same(source, receive.Source.Root())
                        || IsStreamOf(receive.Source.Root()!, source, method)))
            )
                continue;
            report.At(pending.Syntax, TakesWhatIsThere, pending.Text());
        }
    }

    /// <summary>What one read of a pipe brought, parsed at fixed places.</summary>
    private static void CheckPipes(SocketMethod method, Reporter report)
    {
        foreach (var read in PipeRead.In(method))
        {
            if (read.Leaves || read.WaitsForEnough || read.AsksForLength || read.BytesParsed(out var place) is not (> 1 and var needed))
                continue;
            report.At(place!.Syntax, PipeBringsFewer, needed, NetworkCalls.Name(read.Call), place.Text());
        }
    }

    /// <summary>What a completed receive brought, parsed at fixed places though the count has been asked only for the end.</summary>
    private static void CheckCompletions(SocketMethod method, Reporter report)
    {
        foreach (var completion in Completion.In(method))
        {
            if (completion.Leaves || completion.Counts.Count == 0)
                continue;
            CheckText(completion, report);
            if (completion.Count is { ComparedWithSize: true } or { Escapes: true })
                continue;
            foreach (var buffer in completion.Buffers)
            {
                var bytes = buffer.SameValue();
                while (bytes.Parent is IPropertyReferenceOperation { Property.Name: "Span" } span)
                    bytes = span.SameValue();
                if (FixedPlaces.Parsed(bytes) is > 1 and var needed)
                    report.At(buffer.Syntax, CompletedWithFewer, completion.Args.Name, needed);
            }
        }
    }

    /// <summary>A completed receive whose text is parsed by itself, before the next receive begins.</summary>
    private static void CheckText(Completion completion, Reporter report)
    {
        var method = completion.Method;
        if (
            method.File.MentionsDatagrams
            || completion.Counts.Count(count => count.SameValue().Parent is not IBinaryOperation) != 1
            || DecodedWith(completion.Counts[completion.Counts.Count - 1]) is not { } decode
            || completion.ReceivesAgain.FirstOrDefault() is not { } again
            || completion.Buffers.Count(buffer => buffer.IsWithin(decode)) != completion.Buffers.Count
            || PieceParsed(decode, method) is not { } by)
            return;
        report.At(decode.Syntax, TextTaken, by, NetworkCalls.Name(again));
    }

    /// <summary>The call that makes a text of as many bytes as came: <c>GetString(buffer, 0, n)</c>, <c>GetString(span[..n])</c>.</summary>
    private static IInvocationOperation? DecodedWith(IOperation count)
    {
        var value = count.SameValue();
        if (value.Parent is IRangeOperation { Parent: IImplicitIndexerReferenceOperation or IArrayElementReferenceOperation } range)
            value = range.Parent!.SameValue();
        else if (
            value.Parent is IRangeOperation { Parent: IArgumentOperation { Parent: IPropertyReferenceOperation cut } }
            && cut.Property.IsIndexer)
            value = cut.SameValue();
        return value.Parent is IArgumentOperation { Parent: IInvocationOperation decode } && IsDecoding(decode) ? decode : null;
    }

    /// <summary>The call that takes each piece of a loop apart by itself, where no part of it is kept for the next: a line, a command or an
    /// object
    /// that comes in two pieces is taken for two.</summary>
    private static string? EachTextParsed(Receive receive)
    {
        if (
            receive.BufferRoot is not { } buffer
            || receive.Call.Loop() is not { } loop
            || receive.Advances
            || receive.Count.Sums.Count > 0
            || receive.BufferLength == 1
        )
            return null;
        if (receive.Count.ComparedWithSize || receive.Count.Escapes && !OnlyCutsText(receive))
            return null;

        // The same for each receive of the loop into this buffer.
        var known = receive.Method.The(() => new TakenApart());
        if (!known.TryGetValue(loop, out var buffers))
            known[loop] = buffers = new(SymbolEqualityComparer.Default);
        if (!buffers.TryGetValue(buffer, out var by))
            buffers[buffer] = by = EachTextParsed(buffer, loop, receive.Method);
        return by;
    }

    private sealed class TakenApart : Dictionary<ILoopOperation, Dictionary<ISymbol, string?>>;

    /// <summary>The <c>switch</c> or <c>is</c> that compares each piece of a loop with the form of a whole message, where what is left of
    /// the piece is not kept.</summary>
    private static string? EachPieceMatched(Receive receive)
    {
        if (
            receive.BufferRoot is not { } buffer
            || receive.Call.Loop() is not { } loop
            || receive.Advances
            || receive.Helper is not null
            || receive.Count.Sums.Count > 0
            || receive.Count.ComparedWithSize
            || receive.BufferLength == 1)
            return null;

        // The same for each receive of the loop into this buffer.
        var known = receive.Method.The(() => new Matched());
        if (!known.TryGetValue((loop, buffer), out var by))
            known[(loop, buffer)] = by = EachPieceMatched(buffer, loop, receive.Method);
        return by;
    }

    private sealed class Matched : Dictionary<(ILoopOperation, ISymbol), string?>;

    private static string? EachPieceMatched(ISymbol buffer, ILoopOperation loop, SocketMethod method)
    {
        foreach (var reference in method.ReferencesIn(buffer, loop.Syntax))
        {
            var piece = reference.SameValue();
            while (
                piece.Parent is IInvocationOperation { TargetMethod.Name: "AsSpan" or "Slice" } or IImplicitIndexerReferenceOperation
                || piece.Parent is IPropertyReferenceOperation { Property.Name: "Span" }
                || piece.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "AsSpan", IsStatic: true } } })
                piece = (piece.Parent is IArgumentOperation ? piece.Parent.Parent! : piece.Parent!).SameValue();
            if (piece == reference.SameValue())
                continue;
            var (name, patterns) = piece.Parent switch
            {
                ISwitchOperation choice when choice.Value == piece => (
                    "switch",
                    choice.Cases.SelectMany(section => section.Clauses).OfType<IPatternCaseClauseOperation>()
                        .Select(clause => clause.Pattern)),
                ISwitchExpressionOperation choice when choice.Value == piece => ("switch", choice.Arms.Select(arm => arm.Pattern)),
                _ => ("", []),
            };
            var parts = patterns.SelectMany(pattern => pattern.DescendantsAndSelf()).ToList();
            if (
                parts.OfType<IListPatternOperation>()
                    .Any(form => form.Patterns.Count(element => element is not ISlicePatternOperation) > 1)
                && !parts.Any(part => part is ISlicePatternOperation { Pattern: not null }))
                return name;
        }

        return null;
    }

    private static string? EachTextParsed(ISymbol buffer, ILoopOperation loop, SocketMethod method)
    {
        foreach (var decode in method.Within(loop).OfType<IInvocationOperation>())
        {
            if (
                decode.Function() != loop.Function()
                || !decode.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), buffer))
            )
                continue;
            if (
                decode.TargetMethod is
                {
                    Name: "Deserialize" or "Parse",
                    IsStatic: true,
                    ContainingType.Name: "JsonSerializer" or "JsonDocument" or "JsonNode"
                } parse
            )
                return $"{parse.ContainingType.Name}.{parse.Name}";
            if (IsDecoding(decode) && PieceParsed(decode, method) is { } by)
                return by;
        }

        return null;
    }

    /// <summary>Whether the count is only compared, shown, and used to cut out a text. Where the text goes is another question.</summary>
    private static bool OnlyCutsText(Receive receive)
    {
        return receive.Count is { Sums.Count: 0, Uses.Count: > 0 } && receive.Count.Uses.All(use =>
            use.IsShown()
            || use.Parent is IIsPatternOperation
            || use.Parent is IBinaryOperation test && test.OperatorKind.IsComparison()
            || use.Parent is IArgumentOperation { Parent: IInvocationOperation call }
                && (IsDecoding(call) || call.TargetMethod.Name is "AsSpan" or "Slice" && IsDecoded(call))
            || use.Parent is IRangeOperation { Parent: IImplicitIndexerReferenceOperation or IArrayElementReferenceOperation } range
                && IsDecoded(range.Parent));

        static bool IsDecoded(IOperation? piece) =>
            piece?.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation decode } && IsDecoding(decode);
    }

    private static bool IsDecoding(IInvocationOperation call) =>
        call.TargetMethod.Name == "GetString" && SocketTypes.IsEncoding(call.TargetMethod.ContainingType);

    /// <summary>The call that takes the text of one piece apart by itself.</summary>
    private static string? PieceParsed(IInvocationOperation decode, SocketMethod method)
    {
        var text = Trimmed(decode).SameValue();
        if (text.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
            return ParsedBy(text) is { } direct && !IsKept(text, method.File) ? direct : ParsedByHelper(text, method);

        // What is joined to something, looked at for its end or given to somebody may be put together there.
        var uses = method.References(local).Where(reference => !reference.IsWrite()).ToList();
        return uses.Any(use => AsksForEnd(use) || IsHandedOn(use) && ParsedByHelper(use, method) is null || IsJoined(use))
            || method.References(local).Any(reference => reference.IsWrite())
                ? null
                : uses.Where(use => !IsKept(Trimmed(use), method.File))
                    .Select(use => ParsedBy(Trimmed(use)) ?? (uses.Any(IsSentOn) ? null : ParsedByHelper(use, method)))
                    .FirstOrDefault(parsed => parsed is not null and not ("==" or "!="));
    }

    /// <summary>The method of this file that is given the text and does nothing with it but take it apart.</summary>
    private static string? ParsedByHelper(IOperation text, SocketMethod method)
    {
        if (
            Trimmed(text).Parent is not IArgumentOperation
            {
                Parameter: { RefKind: RefKind.None, Type.SpecialType: SpecialType.System_String } parameter,
                Parent: IInvocationOperation { TargetMethod: { IsVirtual: false, IsOverride: false, IsAbstract: false } target }
            }
            || SocketTypes.IsOfSystem(target)
            || target.DeclaringSyntaxReferences.Length != 1)
            return null;
        var known = method.File.The(() => new Parsers());
        if (!known.TryGetValue(parameter.OriginalDefinition, out var parses))
        {
            known[parameter.OriginalDefinition] = false;
            known[parameter.OriginalDefinition] = parses = TakesApart(parameter.OriginalDefinition, target.OriginalDefinition, method.File);
        }

        return parses ? target.Name : null;
    }

    private sealed class Parsers() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static bool TakesApart(IParameterSymbol parameter, IMethodSymbol target, SocketFile file)
    {
        // A method that only takes a text apart names nothing of the network, so that no index is made of it.
        if (
            target.DeclaringSyntaxReferences[0].GetSyntax(file.Cancellation) is var declaration
            && (declaration.SyntaxTree != file.Model.SyntaxTree
                || file.Model.GetOperation(declaration, file.Cancellation) is not { } body))
            return false;
        var uses = body
            .DescendantsAndSelf()
            .OfType<IParameterReferenceOperation>()
            .Where(use => SocketMethod.Same(use.Parameter, parameter))
            .ToList<IOperation>();
        return !uses.Any(use => use.IsWrite() || AsksForEnd(use) || IsHandedOn(use) || IsJoined(use) || IsSentOn(use))
            && uses.Any(use => ParsedBy(Trimmed(use)) is { } by and not ("==" or "!=")
                && !IsKept(Trimmed(use), file)
                && !(by == "Split" && IsCountedOrShown(Trimmed(use).Parent!, body, 0)));
    }

    /// <summary>Whether the text goes on as it came, piece for piece.</summary>
    private static bool IsSentOn(IOperation text) =>
        text.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var target } call }
        && (target.Name.StartsWith("GetBytes", System.StringComparison.Ordinal)
            || target.Name.StartsWith("Write", System.StringComparison.Ordinal)
            && target.ContainingType.Name is not ("Console" or "Debug" or "Trace")
            && call.Instance is not IPropertyReferenceOperation { Property.ContainingType.Name: "Console" });

    /// <summary>Whether of the pieces of a split text only the number is wanted, or each is shown: a log and a counter need no whole
    /// message.</summary>
    private static bool IsCountedOrShown(IOperation pieces, IOperation body, int depth)
    {
        var value = pieces.SameValue();
        if (depth > 1 || value.IsShown())
            return depth <= 1;
        switch (value.Parent)
        {
            case IPropertyReferenceOperation { Property.Name: "Length" or "LongLength" }:
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Count", IsExtensionMethod: true } } }:
                return true;
            case IForEachLoopOperation { Locals: { Length: 1 } each } loop when loop.Collection.Unwrap() == value.Unwrap():
                return References(each[0]).All(use => Trimmed(use).IsShown() || IsLength(use));
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } }:
                return References(kept).All(use => IsCountedOrShown(use, body, depth + 1));
            default:
                return false;
        }

        IEnumerable<IOperation> References(ILocalSymbol local) =>
            body.Descendants().OfType<ILocalReferenceOperation>().Where(use => SocketMethod.Same(use.Local, local));

        static bool IsLength(IOperation use) => use.SameValue().Parent
            is IPropertyReferenceOperation { Property.Name: "Length" }
                or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" } };
    }

    private static bool IsJoined(IOperation text) =>
        Trimmed(text).Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum && !IsInMessage(sum)
        || Trimmed(text).Parent is ICompoundAssignmentOperation
        || Trimmed(text).Parent
            is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Append" or "Concat" or "Add" or "Enqueue" } } };

    /// <summary>Whether the last of the pieces of a split text is picked out, as it is where it is kept for the next receive.</summary>
    private static bool IsKept(IOperation text, SocketFile file) =>
        text.SameValue().Parent is IInvocationOperation { TargetMethod.Name: "Split" } split
        && split.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Syntax: { } declared } }
        && declared.FirstAncestorOrSelf<BlockSyntax>() is { } block
        && file.The(() => new LastPicked()).In(block);

    /// <summary>The blocks that name a last piece. Each is read once, however often it is asked.</summary>
    private sealed class LastPicked : Dictionary<BlockSyntax, bool>
    {
        public bool In(BlockSyntax block)
        {
            if (TryGetValue(block, out var picked))
                return picked;
            var text = block.ToString();
            return this[block] = text.Contains("[^1]") || text.Contains("Length - 1") || text.Contains(".Last()");
        }
    }

    /// <summary>The parser that gets all of an array of this method and no count. The count has been tested only for the end.</summary>
    private static IMethodSymbol? GivenWhole(Receive receive)
    {
        var method = receive.Method;
        if (
            receive is not { BufferRoot: ILocalSymbol buffer, Advances: false, Helper: null, Offset: null, Size: null }
            || receive.BufferLength == 1
            || receive.Call.Loop() is not null
            || receive.Call.Function() is not null
            || receive.Count is not { TestedForEnd: true, ComparedWithSize: false, Escapes: false, Sums.Count: 0 }
            || method.Receives.Count != 1
            || method.HelperReceives.Count > 0
            || method.OnlyValue(buffer).Unwrap() is not IArrayCreationOperation)
            return null;
        IMethodSymbol? parser = null;
        foreach (var reference in method.References(buffer))
        {
            if (reference.IsWrite() || reference.IsWithin(receive.Call))
                continue;
            if (
                parser is not null
                || reference.SameValue().Parent
                    is not IArgumentOperation
                    {
                        Parent: IInvocationOperation { TargetMethod: var target } call,
                        Parameter.RefKind: RefKind.None
                    }
                || SocketTypes.IsOfSystem(target)
                || call.Arguments.Length != 1
                || !IsParser(target)
                || method.File.Converses(target))
                return null;
            parser = target;
        }

        return parser;
    }

    private static bool IsParser(IMethodSymbol target) =>
        target is { IsStatic: true, MethodKind: MethodKind.Ordinary, ReturnsVoid: false }
        && (target.Name.StartsWith("Parse", System.StringComparison.Ordinal)
            || target.Name.StartsWith("Deserialize", System.StringComparison.Ordinal)
            || target.Name.StartsWith("Decode", System.StringComparison.Ordinal)
            || target.Name is "FromBytes" or "FromArray" or "Read");

    /// <summary>Whether <c>if (n != size) throw …</c> follows one receive into an array of that size. A message in two pieces
    /// is then refused.</summary>
    private static bool IsRefusedWhereFewer(Receive receive)
    {
        if (
            receive is not { BufferRoot: ILocalSymbol buffer, Advances: false, Helper: null, IsOfThinReader: false, Count.Sums.Count: 0 }
            || receive.BufferLength == 1
            || receive.Call.Loop() is not null
            || receive.Call.TargetMethod.Name is not ("Read" or "ReadAsync" or "Receive" or "ReceiveAsync")
            || receive.Call.Argument("socketFlags") is { } flags && !flags.IsConstant(0)
            || Arrived.Sizes(receive)
            || !receive.Method.The(() => new FilledOnce(receive.Method)).Contains(buffer))
            return false;
        return receive.Count.Uses.Any(use => IsAnsweredWhereFewer(use, buffer, receive)
            || AsksForFewer(use, buffer, receive) is { } test
            && Alternative(test) is { Parent: IConditionalOperation { WhenTrue: var way } choice } asked
            && choice.Condition == asked
            && (way is IBlockOperation { Operations: { Length: > 0 } steps } ? steps[steps.Length - 1] : way)
                is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation });
    }

    /// <summary>The test whether fewer bytes came than there is room for: <c>n != 4</c>, <c>n &lt; buffer.Length</c>,
    /// <c>n is not 4</c>.</summary>
    private static IOperation? AsksForFewer(IOperation use, ILocalSymbol buffer, Receive receive) => use.Parent switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan } test
            when test.LeftOperand == use
                && (IsWholeLength(test.RightOperand, receive) || IsRoomOf(test.RightOperand, buffer, receive.Method)) => test,
        IIsPatternOperation test
            when test.Value == use && Least(test.Pattern) is > 1 and var least && least == receive.BufferLength => test,
        _ => null,
    };

    /// <summary>The number that <c>not 4</c> or <c>&lt; 4</c> asks for.</summary>
    private static long? Least(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var size } } => size.Constant(),
        IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.LessThan, Value: var size } => size.Constant(),
        _ => null,
    };

    /// <summary>The condition that is true wherever a test is: the test itself, or <c>n == 0 || n &lt; 4</c> around it.</summary>
    private static IOperation Alternative(IOperation test)
    {
        while (test.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } or IParenthesizedOperation)
            test = test.Parent;
        return test;
    }

    /// <summary><c>return n == buffer.Length &amp;&amp; buffer.SequenceEqual(…)</c>: a message in two pieces is taken for a wrong
    /// one.</summary>
    private static bool IsAnsweredWhereFewer(IOperation use, ILocalSymbol buffer, Receive receive)
    {
        if (
            use.Parent is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, Parent: IBinaryOperation } test
            || test.LeftOperand != use
            || !(IsWholeLength(test.RightOperand, receive) || IsRoomOf(test.RightOperand, buffer, receive.Method)))
            return false;
        IOperation all = test;
        while (all.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both)
            all = both;
        return all != test && all.SameValue().Parent is IReturnOperation { Kind: OperationKind.Return };
    }

    /// <summary>The buffers into which a body receives at one place only.</summary>
    private sealed class FilledOnce(SocketMethod method) : HashSet<ISymbol>(
        method
            .Receives.Select(receive => receive.BufferRoot)
            .OfType<ISymbol>()
            .GroupBy(buffer => buffer, SymbolEqualityComparer.Default)
            .Where(group => group.Count() == 1)
            .Select(group => group.First()),
        SymbolEqualityComparer.Default);

    /// <summary>Whether the array was made with as many bytes as this variable says.</summary>
    private static bool IsRoomOf(IOperation size, ILocalSymbol buffer, SocketMethod method) =>
        method.OnlyValue(buffer).Unwrap() is IArrayCreationOperation { DimensionSizes: { Length: 1 } room }
        && (size.Symbol() is { } variable and not IPropertySymbol
            ? SocketMethod.Same(room[0].Symbol(), variable)
            : LengthOf(size) is { } whole && SocketMethod.Same(LengthOf(room[0]), whole));

    private static ISymbol? LengthOf(IOperation size) =>
        size.Unwrap() is IPropertyReferenceOperation { Property.Name: "Length", Instance: { } of } ? of.Root() : null;

    /// <summary>An array of this method that is returned as it is, though the count has been asked only for the end.</summary>
    private static ISymbol? ReturnedWhole(Receive receive)
    {
        if (
            receive.BufferRoot is not (ILocalSymbol or IParameterSymbol { RefKind: RefKind.Out })
            || receive.Advances
            || receive.BufferLength == 1
            || receive.Call.Loop() is not null
        )
            return null;
        var buffer = receive.BufferRoot;
        if (
            receive.Count is not { TestedForEnd: true, ComparedWithSize: false, Escapes: false }
            || receive.Count.Sums.Count > 0
            || receive.Call.Function() is not null
        )
            return null;
        var method = receive.Method;
        if (
            method.Receives.Count != 1
            || method.Values(buffer).ToList() is not { Count: 1 } values
            || values[0].Unwrap() is not IArrayCreationOperation
        )
            return null;
        if (
            method
                .References(buffer)
                .Any(reference => reference.SameValue().Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None })
        )
            return null;
        if (buffer is IParameterSymbol)
            return buffer;
        return method
            .References(buffer)
            .Any(reference => IsReturned(reference.SameValue()) && reference.Syntax.SpanStart > receive.Call.Syntax.SpanStart)
            ? buffer
            : null;
    }

    /// <summary>Returned, by itself or as a part of a tuple.</summary>
    private static bool IsReturned(IOperation value) =>
        value.Parent is IReturnOperation || value.Parent is ITupleOperation tuple && tuple.SameValue().Parent is IReturnOperation;

    /// <summary>The test by which a loop ends when a receive has brought less than fits.</summary>
    private static IOperation? ShortMeansLast(Receive receive)
    {
        if (
            receive.Advances
            || receive.Count.Sums.Count > 0
            || receive.Call.Loop() is not { } loop
            || receive.Helper is not null
            // That it brings fewer than its least is the end.
            || receive.Call.TargetMethod.Name is "ReadAtLeast" or "ReadAtLeastAsync"
            || IsOfDataAvailable(loop.Condition())
        )
            return null;
        foreach (var use in receive.Count.Uses)
        {
            if (use.Parent is not IBinaryOperation test || !test.OperatorKind.IsComparison())
                continue;
            var (other, mirrored) = test.LeftOperand == use ? (test.RightOperand, false) : (test.LeftOperand, true);
            if (!IsWholeLength(other, receive))
                continue;
            var full =
                test.OperatorKind is BinaryOperatorKind.Equals
                || test.OperatorKind == (mirrored ? BinaryOperatorKind.LessThanOrEqual : BinaryOperatorKind.GreaterThanOrEqual);
            var less =
                test.OperatorKind is BinaryOperatorKind.NotEquals
                || test.OperatorKind == (mirrored ? BinaryOperatorKind.GreaterThan : BinaryOperatorKind.LessThan);
            if (
                full && loop.Condition() == test
                || less
                    && test.Parent is IConditionalOperation { Condition: var condition, WhenTrue: var leaves, WhenFalse: null }
                    && condition == test
                    && IsBreak(leaves)
            )
                return test;
        }

        return null;
    }

    private static bool IsBreak(IOperation statement) =>
        statement is IBranchOperation { BranchKind: BranchKind.Break }
        || statement is IBlockOperation { Operations.Length: 1 } block && IsBreak(block.Operations[0]);

    private static bool IsOfDataAvailable(IOperation? condition) => Pending(condition) is not null;

    /// <summary>As many bytes as the receive is given room for.</summary>
    private static bool IsWholeLength(IOperation other, Receive receive) => other.Unwrap() switch
    {
        IPropertyReferenceOperation { Property.Name: "Length", Instance: { } instance } => SocketMethod.Same(
            instance.Root(),
            receive.BufferRoot),
        { } constant when constant.Constant() is { } size => size > 1 && receive.BufferLength == size,
        { } length when length.Symbol() is { } symbol => SocketMethod.Same(receive.Size.Symbol(), symbol),
        _ => false,
    };

    /// <summary>Text or an object made from as much as was there at this moment, outside of a loop that would come for the rest.</summary>
    private static bool IsOnlyWhatIsThere(Receive receive)
    {
        if (
            receive.BufferRoot is not ILocalSymbol buffer
            || receive.Call.Loop() is not null
            || receive.Call.Function() is not null
            || receive.Method.Receives.Count != 1
        )
            return false;
        if (
            !receive
                .Method.Values(buffer)
                .Any(value => value.DescendantsAndSelf().Any(part => part is IPropertyReferenceOperation { Property.Name: "Available" }))
        )
            return false;
        var asked = receive.Method.Operations.Count(operation =>
            operation is IPropertyReferenceOperation { Property.Name: "Available" or "DataAvailable" }
            || operation is IInvocationOperation { TargetMethod.Name: "Poll" });
        if (
            asked == 1
            && receive.Count.Ignored
            && receive.Method.References(buffer).Any(reference => reference.SameValue().Parent is IReturnOperation)
        )
            return true;
        return asked == 1
            && receive.Method.Calls.Any(call =>
                call.TargetMethod.Name == "GetString"
                && SocketTypes.IsEncoding(call.TargetMethod.ContainingType)
                && call.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), buffer)));
    }

    /// <summary>A reader answers -1 to <c>Peek</c> where nothing has arrived, and not only at the end.</summary>
    private static IOperation? PeeksForEnd(ILoopOperation loop, SocketMethod method) =>
        loop.Condition()
            ?.DescendantsAndSelf()
            .OfType<IInvocationOperation>()
            .FirstOrDefault(call =>
                call.TargetMethod is { Name: "Peek", Parameters.Length: 0 }
                && SocketTypes.IsTextReader(call.Receiver()?.Type)
                && method.IsNetworkBacked(call.Receiver())
                && call.SameValue().Parent is IBinaryOperation or IIsPatternOperation);

    /// <summary><c>BinaryReader.ReadBytes</c> brings fewer at the end of the stream and says so by the length of the array only.</summary>
    private static void CheckReadBytes(SocketMethod method, Reporter report)
    {
        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod is not { Name: "ReadBytes", ContainingType.Name: "BinaryReader" }
                || !method.IsNetworkBacked(call.Receiver())
            )
                continue;
            var value = call.SameValue();
            var parsed = value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var bytes } }
                ? method.References(bytes).Any(IsParsed) && !method.References(bytes).Any(IsAskedOrGiven)
                : IsParsed(call);
            if (parsed)
                report.At(call.Syntax, ShorterArray, $"{call.Receiver().Text()}.ReadBytes");
        }

        bool IsParsed(IOperation reference)
        {
            var value = reference.SameValue();
            return value.Parent is IArrayElementReferenceOperation { Indices.Length: 1 } element
                    && element.Indices[0].Constant() is not null
                    && !(element.Parent is IAssignmentOperation set && set.Target == element)
                || value.Parent
                    is IArgumentOperation
                {
                    Parent: IInvocationOperation
                    {
                        TargetMethod.ContainingType.Name: "BinaryPrimitives" or "BitConverter" or "MemoryMarshal"
                    }
                }
                || value.Parent
                    is IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "Guid" or "IPAddress", Arguments.Length: 1 } }
                || value.Parent
                    is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WriteAllBytes" or "WriteAllBytesAsync" } }
                || value.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "GetString" } decode } }
                    && SocketTypes.IsEncoding(decode.ContainingType);
        }

        bool IsAskedOrGiven(IOperation reference)
        {
            var value = reference.SameValue();
            return value.Parent is IPropertyReferenceOperation { Property.Name: "Length" } or IReturnOperation or IIsPatternOperation
                || value.Parent is IArgumentOperation { Parent: IInvocationOperation given }
                    && (
                        !SocketTypes.IsOfSystem(given.TargetMethod)
                        || given.TargetMethod.Name is "ThrowIfNotEqual" or "Count" or "ThrowIfLessThan");
        }
    }

    /// <summary><c>if (socket.Available == 0) break;</c> behind a receive in a loop: what has not arrived yet is taken for the
    /// end.</summary>
    private static IPropertyReferenceOperation? LeavesWhereNothingIsThere(ILoopOperation loop, SocketMethod method)
    {
        if (loop.Body is not IBlockOperation body || !LineFlow.HasNoCondition(loop))
            return null;
        for (var place = 1; place < body.Operations.Length; place++)
        {
            if (
                body.Operations[place] is not IConditionalOperation { WhenFalse: null } choice
                || !IsBreak(choice.WhenTrue)
                || Pending(choice.Condition) is not { } asked
            )
                continue;
            var none = choice.Condition.Unwrap() switch
            {
                IBinaryOperation
                {
                    OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
                } test => test.RightOperand.Constant() is 0 or 1,
                IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } => true,
                _ => false,
            };
            if (
                none
                && method.ReceivesWithin(loop).Any(receive =>
                    receive.Transport == Transport.Stream
                    && !receive.Count.Ignored
                    && receive.Call.Loop() == loop
                    && receive.Call.Syntax.SpanStart < choice.Syntax.SpanStart)
            )
                return asked;
        }

        return null;
    }

    /// <summary>A loop of its own brings as much as the message says that it has; the outer one asks for a further message.</summary>
    private static bool IsFilledWithin(Receive receive, ILoopOperation around) =>
        receive.Call.Loop() != around && receive.Advances;

    /// <summary>The bytes are looked at by nobody: the connection is drained. The count may be added up where the buffer is one that this
    /// method has made for itself.</summary>
    private static bool IsThrownAway(Receive receive, ILoopOperation loop)
    {
        var method = receive.Method;
        if (receive.BufferRoot is not { } buffer)
            return receive.Count.Ignored || IsMadeHere(receive.Buffer);
        if (!receive.Count.Ignored && !(buffer is ILocalSymbol && IsMadeHere(method.OnlyValue(buffer))))
            return false;
        return (buffer is IFieldSymbol ? method.ReferencesIn(buffer, loop.Syntax) : method.References(buffer)).All(reference =>
            reference.IsWrite()
            || method.IsInReceive(reference)
            || reference.Parent is IPropertyReferenceOperation { Property.Name: "Length" });
    }

    private static bool IsMadeHere(IOperation? buffer) =>
        buffer.Unwrap() is IArrayCreationOperation
        || buffer.Unwrap()?.Syntax is StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax
        || buffer.Unwrap() is IInvocationOperation { TargetMethod: { Name: "Rent", ContainingType.Name: "ArrayPool" } };

    /// <summary>Each piece goes to code of the program, which may put the pieces together and come again for more.</summary>
    private static bool IsHandedOnAsItComes(Receive receive, ILoopOperation loop)
    {
        if (receive.BufferRoot is not { } buffer)
            return false;
        var uses = receive.Method.ReferencesIn(buffer, loop.Syntax).Where(reference => !reference.IsWithin(receive.Call)).ToList();
        return uses.Count > 0 && uses.TrueForAll(GoesToProgram);

        static bool GoesToProgram(IOperation use)
        {
            var value = use.SameValue();
            while (
                value.Parent
                    is IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" or "Slice" or "ToArray" } or IConversionOperation
                || value.Parent
                    is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" or "ToArray" } })
                value = (value.Parent is IArgumentOperation ? value.Parent.Parent! : value.Parent!).SameValue();
            return value.Parent is IArgumentOperation { Parent: IInvocationOperation call }
                && (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke || !SocketTypes.IsOfSystem(call.TargetMethod));
        }
    }

    /// <summary>A loop inside another that comes back to it: the program asks again and again, and takes nothing for the end, unless it
    /// gathers what came and goes on with that. A loop that makes the connection does not come back to it. Whether it takes a piece of text
    /// for a message is another question.</summary>
    private static bool IsPolled(ILoopOperation loop, IOperation? connection, SocketMethod method)
    {
        if (
            loop is not IWhileLoopOperation { ConditionIsTop: true }
            || method.Within(loop).Any(part => part is IInvocationOperation { TargetMethod.Name: "GetString" or "GetChars" or "Append" }))
            return false;
        var gathers = method.Within(loop).Any(part => Gathers(part, loop, method));
        for (var (inner, above) = ((IOperation)loop, loop.Parent); above is not null; inner = above, above = above.Parent)
        {
            switch (above)
            {
                case IWhileLoopOperation or IForLoopOperation: return !IsMadeIn(connection, above, method);
                case IBlockOperation block when !gathers || block.Behind(inner).All(IsWait): continue;
                case ITryOperation { Finally: null } or ILockOperation or IUsingOperation: continue;
                case IConditionalOperation or IForEachLoopOperation when !gathers: continue;
                default: return false;
            }
        }

        return false;

        static bool IsWait(IOperation statement) =>
            statement is IExpressionStatementOperation { Operation: var wait }
            && (wait is IAwaitOperation { Operation: var awaited } ? awaited : wait)
                is IInvocationOperation { TargetMethod.Name: "Sleep" or "Delay" or "Yield" };
    }

    /// <summary>Whether each turn of the loop accepts or makes the connection anew.</summary>
    private static bool IsMadeIn(IOperation? connection, IOperation loop, SocketMethod method) =>
        connection.Root() is ILocalSymbol local
        && local.IsDeclaredIn(loop.Syntax)
        && method.OnlyValue(local).Unwrap() switch
        {
            IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client } => IsMadeIn(client, loop, method),
            IInvocationOperation { TargetMethod: var accept } => accept.Name.StartsWith("Accept") && SocketTypes.IsOfSystem(accept),
            IObjectCreationOperation { Type: var type } => SocketTypes.IsTcpClient(type) || SocketTypes.IsSocket(type),
            _ => false,
        };

    /// <summary>Puts something into a variable from outside of the loop: assigns it, or gives it to one of its methods.</summary>
    private static bool Gathers(IOperation part, ILoopOperation loop, SocketMethod method) => part switch
    {
        IAssignmentOperation { Target: var target } => IsOutside(target.Root(), loop),
        IIncrementOrDecrementOperation { Target: var counted } => IsOutside(counted.Root(), loop),
        IInvocationOperation { Arguments.Length: > 0 } call => method.ReceiveOf(call) is null
            && call.TargetMethod.ContainingType.Name != "Enumerable"
            && IsOutside(call.Receiver().Root(), loop),
        _ => false,
    };

    private static bool IsOutside(ISymbol? variable, ILoopOperation loop) =>
        variable is not null
        && !(variable is ILocalSymbol { DeclaringSyntaxReferences: { Length: > 0 } places } && loop.Syntax.Span.Contains(places[0].Span));

    /// <summary>Each piece is shown, and nothing is made of all of them: then no end is missed.</summary>
    private static bool IsShownAsItComes(Receive receive, ILoopOperation loop)
    {
        if (receive.BufferRoot is not { } buffer)
            return false;
        var uses = receive.Method.ReferencesIn(buffer, loop.Syntax).Where(reference => !reference.IsWithin(receive.Call)).ToList();
        return uses.Count > 0
            && uses.All(use =>
                use.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "GetString" } decode }
                && decode.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation shows }
                && Shown.IsMessage(shows));
    }

    private static string Buffer(Receive receive) => receive.BufferRoot is { } root ? $"`{root.Name}`" : "the buffer";

    /// <summary>What is still missing, or there already, is worked out from the count and given to the receive, and then not looked at: the
    /// loop is not there.</summary>
    private static ISymbol? IsAddedUpWithoutUse(Receive receive)
    {
        foreach (var sum in receive.Count.Sums)
        {
            if (sum is not ILocalSymbol || !receive.Method.ReferencesIn(sum, receive.Call.Syntax).Any())
                continue;
            var writes = receive
                .Method.References(sum)
                .Where(reference =>
                    reference.Parent is ICompoundAssignmentOperation { Parent: IExpressionStatementOperation } compound
                    && compound.Target == reference)
                .Take(2)
                .ToList();
            if (writes.Count == 1 && receive.Method.References(sum).All(reference => reference.Function() == receive.Call.Function())
                && receive.Method.ReadsAfter(sum, writes[0].Parent!).Count == 0)
                return sum;
        }

        return null;
    }

    /// <summary>The call that takes the text of a single receive apart, where nothing looks whether the text is complete.</summary>
    private static string? TextParsed(Receive receive)
    {
        var method = receive.Method;
        if (
            receive.BufferRoot is not { } buffer
            || receive.Call.Loop() is not null
            || receive.Count.ComparedWithSize
            || receive.Count is { Escapes: true, OnlyPartEscapes: false } && !OnlyCutsText(receive)
        )
            return null;
        if (receive.Call.Function() is not null || SourceOf(receive) is not { } source || receive.BufferLength == 1)
            return null;

        // One receive in the method, and no helper that could bring the rest.
        if (method.Receives.Count != 1 || method.HelperReceives.Count > 0 || method.References(source).Any(IsHandedOn))
            return null;
        foreach (var decode in method.Calls)
        {
            if (
                decode.TargetMethod
                    is
                {
                    Name: "Deserialize" or "Parse",
                    IsStatic: true,
                    ContainingType.Name: "JsonSerializer" or "JsonDocument" or "JsonNode"
                } parse
                && decode.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), buffer))
            )
                return $"{parse.ContainingType.Name}.{parse.Name}";
            if (decode.TargetMethod.Name != "GetString" || !SocketTypes.IsEncoding(decode.TargetMethod.ContainingType))
                continue;
            if (!decode.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), buffer)))
                continue;
            var text = Trimmed(decode).SameValue();
            if (text.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
            {
                var uses = method.References(local).Where(reference => !reference.IsWrite()).ToList();
                if (
                    uses.Any(use => AsksForEnd(use) || IsHandedOn(use) && ParsedByHelper(use, method) is null)
                    || method.References(local).Any(reference => reference.IsWrite() || reference.Parent is ICompoundAssignmentOperation)
                )
                    return null;
                return uses
                    .Select(use => ParsedBy(Trimmed(use)) ?? MatchedBy(use) ?? ParsedByHelper(use, method))
                    .FirstOrDefault(parse => parse is not null);
            }

            return ParsedBy(text)
                ?? MatchedBy(text)
                ?? AnsweredByEnd(text)
                ?? ParsedByHelper(text, method)
                ?? (AsksBefore(receive) ? AnsweredByWord(text) ?? ReturnedAsLine(decode) : null);
        }

        return null;
    }

    /// <summary><c>return text.EndsWith("OK\r\n")</c>: where a part came, the answer is no, and the text is gone.</summary>
    private static string? AnsweredByEnd(IOperation text) =>
        text.Parent
            is IInvocationOperation
        {
            TargetMethod: { Name: "EndsWith", ContainingType.SpecialType: SpecialType.System_String },
            Arguments: { Length: > 0 } end
        } ends
        && ends.Instance == text
        && EndsLine(end[0].Value)
        && ends.SameValue().Parent is IReturnOperation { Kind: OperationKind.Return }
            ? "EndsWith"
            : null;

    /// <summary>Whether the method has asked for what it receives: nothing comes after it that could be a part of the answer.</summary>
    private static bool AsksBefore(Receive receive) =>
        receive.Method.Sends.Any(send =>
            send.Call.Function() is null
            && send.Call.Loop() is null
            && send.Call.Syntax.SpanStart < receive.Call.Syntax.SpanStart
            && receive.Method.IsSameConnection(send.Target, receive.Source));

    /// <summary><c>return text.Contains("CODE=10001")</c>: where a part came, the answer is no, and the text is gone.</summary>
    private static string? AnsweredByWord(IOperation text)
    {
        if (
            text.Parent
                is not IInvocationOperation
                {
                    TargetMethod: { Name: "Contains", ContainingType.SpecialType: SpecialType.System_String },
                    Arguments: { Length: > 0 } word
                } contains
            || contains.Instance != text
            || word[0].Value.ConstantValue is not { HasValue: true, Value: string { Length: > 1 } })
            return null;
        IOperation answer = contains;
        while (answer.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd })
            answer = answer.Parent;
        return answer.SameValue().Parent is IReturnOperation { Kind: OperationKind.Return } ? "Contains" : null;
    }

    /// <summary><c>return text.TrimEnd('\n')</c>: the answer ends with a line end, and nothing looks whether that came.</summary>
    private static string? ReturnedAsLine(IInvocationOperation decode)
    {
        var value = decode.SameValue();
        return value.Parent
                is IInvocationOperation
        {
            TargetMethod: { Name: "TrimEnd" or "Trim", ContainingType.SpecialType: SpecialType.System_String }
        } trim
            && trim.Instance == value
            && trim.Arguments.Any(end => end.Value.DescendantsAndSelf().Any(part => part.ConstantValue is { HasValue: true, Value: '\n' }))
            && trim.SameValue().Parent is IReturnOperation { Kind: OperationKind.Return }
                ? trim.TargetMethod.Name
                : null;
    }

    /// <summary>The call that compares all bytes of a single receive with a line.</summary>
    private static string? BytesCompared(Receive receive)
    {
        var method = receive.Method;
        if (
            receive.BufferRoot is not { } buffer
            || receive.Call.Loop() is not null
            || receive.Call.Function() is not null
            || receive.Count is { Escapes: true } or { ComparedWithSize: true }
            || method.Receives.Count != 1
            || method.HelperReceives.Count > 0)
            return null;
        return method
            .CallsNamed("SequenceEqual")
            .FirstOrDefault(compare =>
                SocketTypes.IsOfSystem(compare.TargetMethod)
                && compare.Arguments.Any(part => SocketMethod.Same(part.Value.Root(), buffer))
                && compare.Arguments.Any(line => line.Value.Unwrap() is IUtf8StringOperation { Value: { Length: > 1 } text }
                    && text.EndsWith("\n")))
            ?.TargetMethod.Name;
    }

    /// <summary>What it receives from: the variable of the stream, or of the client whose stream or socket is got where it is
    /// read.</summary>
    private static ISymbol? SourceOf(Receive receive) =>
        receive.Source.Root()
        ?? receive.Source.Unwrap() switch
        {
            IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client } => client.Root(),
            IPropertyReferenceOperation { Property.Name: "Client", Instance: { } client } => client.Root(),
            _ => null,
        };

    private static IOperation Trimmed(IOperation text)
    {
        var value = text.SameValue();
        while (
            value.Parent
                is IInvocationOperation
            {
                TargetMethod:
                {
                    Name: "Trim"
                        or "TrimEnd"
                        or "TrimStart"
                        or "ToLower"
                        or "ToUpper"
                        or "ToLowerInvariant"
                        or "ToUpperInvariant",
                    ContainingType.SpecialType: SpecialType.System_String
                }
            } trim
            && trim.Instance == value
        )
            value = trim.SameValue();
        return value;
    }

    /// <summary>Takes numbers, words or a first word out of a text: with a part of the text, the answer is another.</summary>
    private static string? ParsedBy(IOperation text) => text.SameValue().Parent switch
    {
        // The number at a fixed place of the line: `int.Parse(reply[..3])`.
        IInvocationOperation { TargetMethod: { Name: "Substring", ContainingType.SpecialType: SpecialType.System_String } } part
            when part.SameValue().Parent is IArgumentOperation => ParsedBy(part),
        IImplicitIndexerReferenceOperation { Argument: IRangeOperation } part when part.SameValue().Parent is IArgumentOperation =>
            ParsedBy(part),
        IInvocationOperation { TargetMethod: { Name: "Split", ContainingType.SpecialType: SpecialType.System_String } target } call
            when call.Instance == text.SameValue() => target.Name,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Parse", IsStatic: true } target } }
            when target.ContainingType.SpecialType != SpecialType.None
                || target.ContainingType.Name
                    is "Guid"
                        or "IPAddress"
                        or "IPEndPoint"
                        or "TimeSpan"
                        or "DateTimeOffset"
                        or "Version"
                        or "Uri" => $"{target.ContainingType.Name}.{target.Name}",
        IArgumentOperation
        {
            Parent: IInvocationOperation
            {
                TargetMethod:
                {
                    Name: "Deserialize" or "Parse",
                    IsStatic: true,
                    ContainingType.Name: "JsonSerializer" or "JsonDocument" or "JsonNode" or "XDocument" or "XElement"
                } target
            }
        } => $"{target.ContainingType.Name}.{target.Name}",
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "LoadXml", ContainingType.Name: "XmlDocument" } } } =>
            "XmlDocument.LoadXml",
        IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "StringReader" } reader } => ReadAsObject(reader),
        ISwitchOperation choice when choice.Value == text.SameValue() && NamesCommands(choice) => "switch",
        ISwitchExpressionOperation choice when choice.Value == text.SameValue() && NamesCommands(choice) => "switch",
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test
            when EndsLine(test.LeftOperand) || EndsLine(test.RightOperand) => test.OperatorKind == BinaryOperatorKind.Equals
            ? "=="
            : "!=",
        _ => null,
    };

    /// <summary>The call of a regular expression that parses a text.</summary>
    private static string? MatchedBy(IOperation text) =>
        text.SameValue().Parent
            is IArgumentOperation
        {
            Parameter.Name: "input",
            Parent: IInvocationOperation { TargetMethod: { Name: "Match" or "IsMatch" or "Matches", ContainingType.Name: "Regex" } match }
        }
            ? $"Regex.{match.Name}"
            : null;

    /// <summary>The call that makes an object of all that a reader has: with a part of it, it fails.</summary>
    private static string? ReadAsObject(IOperation reader) => reader.SameValue().Parent is IArgumentOperation
    {
        Parent: IInvocationOperation
        {
            TargetMethod:
            {
                Name: "Create" or "Load" or "Deserialize",
                ContainingType.Name: "XmlReader" or "XDocument" or "XElement" or "XmlDocument" or "XmlSerializer"
            } target
        }
    }
        ? $"{target.ContainingType.Name}.{target.Name}"
        : null;

    /// <summary>Whether the cases are words: a part of one is none of them.</summary>
    private static bool NamesCommands(ISwitchOperation choice) =>
        choice
            .Cases.SelectMany(section => section.Clauses)
            .OfType<ISingleValueCaseClauseOperation>()
            .Count(clause => clause.Value.ConstantValue is { HasValue: true, Value: string { Length: > 1 } }) > 1;

    private static bool NamesCommands(ISwitchExpressionOperation choice) =>
        choice
            .Arms.Count(arm =>
                arm is
                {
                    Guard: null,
                    Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: string { Length: > 1 } } }
                })
        > 1;

    /// <summary>A sum of texts that goes to a message, and nowhere else.</summary>
    private static bool IsInMessage(IOperation sum)
    {
        var value = sum.SameValue();
        while (value.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } more)
            value = more.SameValue();
        return value.Parent is IArgumentOperation { Parent: IInvocationOperation call } && Shown.IsMessage(call);
    }

    /// <summary>A constant that ends with its line: what one receive brings need not.</summary>
    private static bool EndsLine(IOperation operand) =>
        operand.Unwrap()?.ConstantValue is { HasValue: true, Value: string text } && text.EndsWith("\n");

    /// <summary>A look for what ends the message.</summary>
    private static bool AsksForEnd(IOperation text) =>
        text.SameValue().Parent
            is IInvocationOperation { TargetMethod.Name: "EndsWith" or "Contains" or "IndexOf" or "LastIndexOf" }
                or IPropertyReferenceOperation { Property.Name: "Length" }
                or IIsPatternOperation
        || Trimmed(text).Parent is IInvocationOperation { TargetMethod.Name: "EndsWith" or "Contains" or "IndexOf" or "LastIndexOf" }
        || text.SameValue().Parent is IBinaryOperation test
            && !EndsLine(test.LeftOperand)
            && !EndsLine(test.RightOperand)
            && !(test.OperatorKind == BinaryOperatorKind.Add && IsInMessage(test));

    private static bool IsHandedOn(IOperation reference) =>
        reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation call }
            && !SocketTypes.IsOfSystem(call.TargetMethod)
        || reference.SameValue().Parent is IReturnOperation;

    /// <summary>The sum of the counts of a loop that goes on until enough has come, where the sum is not used as the offset.</summary>
    private static ISymbol? RewritesTheSamePlace(Receive receive)
    {
        if (
            receive.Advances
            || receive.BufferRoot is not { } buffer
            || receive.Call.Loop() is not { } loop
            || loop.Condition() is not { } condition
        )
            return null;
        var sum = receive.Count.Sums.FirstOrDefault(candidate =>
            condition.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), candidate)));
        if (sum is null)
            return null;

        // A loop that does something with each piece before the next is right.
        return receive.Method.ReferencesIn(buffer, loop.Syntax).All(reference => reference.IsWithin(receive.Call)
                   || reference.Parent is IPropertyReferenceOperation { Property.Name: "Length" })
            && receive.Method.References(buffer).FirstOrDefault(reference => reference.Syntax.SpanStart > loop.Syntax.Span.End)
                is { } next
            && !next.IsWrite()
            && !IsFilledAnew(next)
            ? sum
            : null;
    }

    /// <summary>Whether the buffer, or a slice of it, is filled by this call: what the loop has put there is not wanted.</summary>
    private static bool IsFilledAnew(IOperation buffer)
    {
        var value = buffer.SameValue();
        while (
            value.Parent is IImplicitIndexerReferenceOperation { Argument: IRangeOperation }
            || value.Parent is IInvocationOperation { TargetMethod.Name: "Slice" }
            || value.Parent is IPropertyReferenceOperation { Property.Name: "Span" }
            || value.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" } })
            value = (value.Parent is IArgumentOperation ? value.Parent.Parent! : value.Parent!).SameValue();
        return value.Parent switch
        {
            IArgumentOperation argument => Receive.Fills(argument) || IsWrittenTo(argument),
            IInvocationOperation { TargetMethod.Name: "Fill" or "Clear" } call => call.Instance == value,
            IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true }
                or IImplicitIndexerReferenceOperation =>
                value.Parent.Parent is ISimpleAssignmentOperation set && set.Target == value.Parent,
            _ => false,
        };
    }

    /// <summary>Whether the call puts something else into this buffer: a text, a number, a copy.</summary>
    private static bool IsWrittenTo(IArgumentOperation argument) =>
        argument is { Parameter: { Name: var name } parameter, Parent: IInvocationOperation { TargetMethod: var target } }
        && SocketTypes.IsOfSystem(target)
        && (name.StartsWith("dest", System.StringComparison.Ordinal)
            || name is "dst" or "utf8Destination"
            || target.Name is "GetBytes" or "TryGetBytes" or "Clear" or "Fill" or "NextBytes" or "GetNonZeroBytes"
            || target.Name == "CopyTo" && (parameter.Ordinal > 0 || !target.IsStatic));

    private static IPropertyReferenceOperation? Pending(IOperation? condition) =>
        condition
            ?.DescendantsAndSelf()
            .OfType<IPropertyReferenceOperation>()
            .FirstOrDefault(property =>
                property.Property.Name == "DataAvailable" && SocketTypes.IsNetworkStream(property.Property.ContainingType)
                || property.Property.Name == "Available"
                    && (SocketTypes.IsSocket(property.Property.ContainingType) || SocketTypes.IsTcpClient(property.Property.ContainingType))
            );

    private static bool IsStreamOf(ISymbol stream, ISymbol connection, SocketMethod method) =>
        method
            .Values(stream)
            .Any(value => value.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), connection)));
}
