using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK007: the number of characters of a text is used as the number of its bytes.</summary>
public sealed class SOCK007_TextLengthAsByteLength : SocketRule
{
    /// <summary>The property of the diagnostic that holds what belongs there instead, for the fix.</summary>
    internal const string InsteadProperty = "instead";

    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.TextLengthAsByteLength, Categories.Sending, DiagnosticSeverity.Info,
        "A text's length is used as its length in bytes",
        "Use `{0}`: `{1}` counts characters, and a character can take several bytes");

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Before;

    internal override void Check(SocketMethod method, Reporter report)
    {
        CheckKeptLengths(method, report);
        var sends = method.Sends.Count > 0
            || method.Calls.Any(call =>
                IsOfBinaryWriter(call, method)
                || IsAdvance(call) && method.IsNetworkBacked(call.Receiver())
                || !SocketTypes.IsOfSystem(call.TargetMethod)
                    && call.Arguments.Any(argument => EncodedBy(ValueOf(argument.Value, method), null) is not null));
        if (!sends && method.CallsNamed("GetBytes").Count == 0)
            return;
        foreach (var length in method.All<IPropertyReferenceOperation>())
        {
            if (length.Property.Name != "Length" || !SocketTypes.IsText(length.Property.ContainingType))
                continue;
            if (AsciiText.Is(length.Instance, method) || IsOfMatch(length.Instance, method))
                continue;

            // A message that is only put together here says how long it is, wherever it is sent.
            if ((sends ? Instead(length, method) : InsteadInMessage(length.SameValue(), length, method)) is not { } instead)
                continue;
            report.At(length.Syntax, ImmutableDictionary<string, string?>.Empty.Add(InsteadProperty, instead), instead, length.Text());
        }
    }

    /// <summary>The number of bytes of a send, kept in a field as the number of characters of the text whose bytes are in the field beside
    /// it.</summary>
    private static void CheckKeptLengths(SocketMethod method, Reporter report)
    {
        foreach (var send in method.Sends)
        {
            if (
                send is { OfText: false, Size: { } size }
                && size.Symbol() is IFieldSymbol { DeclaredAccessibility: Accessibility.Private } length
                && send.Data.Symbol() is IFieldSymbol { DeclaredAccessibility: Accessibility.Private } bytes
                && method.OnlyValue(length).Unwrap() is IPropertyReferenceOperation { Property.Name: "Length" } characters
                && SocketTypes.IsText(characters.Property.ContainingType)
                && TextOf(characters.Instance) is { } text
                && EncodedBy(method.OnlyValue(bytes), text) is { } encoding
                && !IsOneByte(encoding)
                && !AsciiText.Is(characters.Instance, method))
                report.At(
                    size.Syntax,
                    ImmutableDictionary<string, string?>.Empty.Add(InsteadProperty, $"{bytes.Name}.Length"),
                    $"{bytes.Name}.Length",
                    size.Text());
        }
    }

    /// <summary>What a regular expression matched: most often digits, and which characters it lets through is not known here.</summary>
    private static bool IsOfMatch(IOperation? text, SocketMethod method) => text.Unwrap() switch
    {
        IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "Capture" } } => true,
        ILocalReferenceOperation { Local: var local } => method.OnlyValue(local) is IPropertyReferenceOperation value
            && IsOfMatch(value, method),
        _ => false,
    };

    /// <summary>What says the number of bytes; null where characters are meant or where one character is one byte.</summary>
    private static string? Instead(IPropertyReferenceOperation length, SocketMethod method) =>
        Instead(length.SameValue(), length, method)
        ?? (
            Kept(length) is { } kept && method.Values(kept).Count() == 1
                ? method
                    .References(kept)
                    .Where(reference => !reference.IsWrite())
                    .Select(reference => Instead(reference.SameValue(), length, method))
                    .FirstOrDefault(instead => instead is not null)
                : null);

    /// <summary>The variable that holds the length: its own, or a part of a tuple.</summary>
    private static ILocalSymbol? Kept(IPropertyReferenceOperation length)
    {
        var value = length.SameValue();
        return value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment
                when assignment.Value == value => local,
            ITupleOperation tuple => tuple.TakenApartInto(tuple.Elements.IndexOf(value)) is ILocalReferenceOperation { Local: var part }
                ? part
                : null,
            _ => null,
        };
    }

    private static string? Instead(IOperation value, IPropertyReferenceOperation length, SocketMethod method)
    {
        var text = TextOf(length.Instance);

        // The number of bytes of a send.
        if (value.Parent is IArgumentOperation { Parent: IInvocationOperation call } argument
            && method.SendOf(call) is { OfText: false, Size: { } size } sent
            && size == argument.Value)
        {
            var bytes = sent.Data.Symbol();
            var encoding = bytes is null ? EncodedBy(sent.Data, text) : EncodedInto(bytes, text, method, out _);
            return encoding is null || IsOneByte(encoding) ? null
                : bytes is null ? $"{encoding.Text()}.GetByteCount({length.Instance.Text()})"
                : $"{bytes.Name}.Length";
        }

        // The bytes themselves are cut where they are sent.
        if (text is not null
            && SliceOf(value) is { } direct
            && direct.Root() is null
            && EncodedBy(Cut(direct), text) is { } made
            && IsInDataSent(direct, method))
            return IsOneByte(made) ? null : $"{made.Text()}.GetByteCount({length.Instance.Text()})";

        // A slice of the bytes that is sent.
        if (SliceOf(value) is { } slice
            && slice.Root() is ILocalSymbol cut
            && IsInDataSent(slice, method)
            && EncodedInto(cut, text, method, out var written) is { } by)
        {
            return IsOneByte(by) ? null
                : written ? $"{by.Text()}.GetByteCount({length.Instance.Text()})"
                : $"{cut.Name}.Length";
        }

        // The number of bytes beside the bytes themselves, for a method of the program.
        if (GivenBeside(value, text, method) is { } beside)
            return IsOneByte(beside) ? null : $"{beside.Text()}.GetByteCount({length.Instance.Text()})";
        var encoders = Encoders.Of(text, method);

        // The length that a header announces: RFC 9110 §8.6 counts octets.
        if (AfterContentLength(value))
        {
            var own = encoders.Select(encoder => EncodedBy(encoder, null)!).ToList();
            if (text is not null && own.Count > 0)
                return own.Any(IsOneByte) ? null : $"{own[0].Text()}.GetByteCount({length.Instance.Text()})";
            if (method.The(() => new Encoders(method)).AnyOneByte)
                return null;
            var known = Encoders.Of(null, method).Select(encode => EncodedBy(encode, null)).FirstOrDefault();
            return $"{(known is not null ? known.Text() : "Encoding.UTF8")}.GetByteCount({length.Instance.Text()})";
        }

        if (InsteadInMessage(value, length, method) is { } whole)
            return whole;
        if (text is not null && EndsLineSent(value, method) && SentBehind(value, text, method) is { } behind && !IsOneByte(behind))
            return $"{behind.Text()}.GetByteCount({length.Instance.Text()})";

        // A length prefix, or an array for the bytes, of a text that is encoded here.
        if (text is null || encoders.Count == 0 || encoders.Any(encoder => IsOneByte(EncodedBy(encoder, null)!)))
            return null;
        var count = $"{EncodedBy(encoders[0], null).Text()}.GetByteCount({length.Instance.Text()})";

        // In UTF-16 the characters of a text are its units: a prefix may count those.
        if (encoders.Any(encoder => IsUtf16(EncodedBy(encoder, null)!)) && value.Parent is not IArrayCreationOperation)
            return null;

        // One byte of the frame into which the text is encoded, or whose other bytes are those of the text.
        if (
            value.Parent is ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var place } } set
            && set.Value == value
            && place.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
            && place.Root() is ILocalSymbol packet)
            return encoders.Any(encoder => encoder.Arguments.Skip(1).Any(given => SocketMethod.Same(given.Value.Root(), packet)))
                ? count
                : null;

        // An array for a few bytes of its own and those of the text.
        var sum = value;
        while (sum.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } add
            && (add.LeftOperand == sum ? add.RightOperand : add.LeftOperand).Constant() is >= 0 and < 64)
            sum = add.SameValue();
        if (sum != value && sum.Parent is IArgumentOperation { Parent: IInvocationOperation ahead } && IsAdvance(ahead))
            return count;
        if (sum != value)
            return sum.Parent
                    is IArrayCreationOperation { Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } } array
                && array.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var frame } }
                && encoders.Any(encoder => GoesInto(encoder, frame, method))
                ? count
                : null;
        return value.Parent switch
        {
            IArrayCreationOperation { Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } } => count,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "BinaryPrimitives" } prefix } }
                when prefix.Name.StartsWith("Write") || prefix.Name.StartsWith("TryWrite") => count,
            IArgumentOperation
            {
                Parent: IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType.Name: "BitConverter" } }
            } => count,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "HostToNetworkOrder" } } => count,
            IArgumentOperation { Parent: IInvocationOperation write } when IsOfBinaryWriter(write, method) || IsByte(write) => count,
            IArgumentOperation { Parent: IInvocationOperation advance } when IsAdvance(advance) => count,
            _ => null,
        };
    }

    /// <summary>The same of a length that stands in the message beside the text or its bytes, and of the bytes that a writer takes over
    /// from the memory which it handed out.</summary>
    private static string? InsteadInMessage(IOperation value, IPropertyReferenceOperation length, SocketMethod method)
    {
        if (TextOf(length.Instance) is not { } text)
            return null;

        // The length that stands before the text itself, in a text that is encoded as a whole.
        if (
            WholeOf(value, text) is { } message
            && EncodersOf(message, method) is { Count: > 0 } all
            && !all.Exists(encoder => IsOneByte(EncodedBy(encoder, null)!) || IsUtf16(EncodedBy(encoder, null)!)))
            return $"{EncodedBy(all[0], null).Text()}.GetByteCount({length.Instance.Text()})";

        // `frame.Append("content-length:").Append(body.Length)`, where all of the builder is encoded.
        if (
            AfterContentLength(value)
            && EncodersOf(Appended.Whole(value), method) is { Count: > 0 } announced
            && !announced.Exists(encoder => IsOneByte(EncodedBy(encoder, null)!) || IsUtf16(EncodedBy(encoder, null)!)))
            return $"{EncodedBy(announced[0], null).Text()}.GetByteCount({length.Instance.Text()})";

        // `[0x82, (byte)name.Length, .. bytes]`
        if (BytesBehind(value, method) is { } bytes
            && EncodedBy(ValueOf(bytes, method), text) is { } encoding
            && !IsOneByte(encoding)
            && !IsUtf16(encoding))
            return bytes.Symbol() is { } kept
                ? $"{kept.Name}.Length"
                : $"{encoding.Text()}.GetByteCount({length.Instance.Text()})";

        // `packet.Add((byte)name.Length); packet.AddRange(Encoding.UTF8.GetBytes(name));`
        if (
            value.Parent is IArgumentOperation
            {
                Parent: IInvocationOperation
                {
                    TargetMethod.Name: "Add" or "Write" or "WriteByte",
                    Instance: { } list,
                    Arguments.Length: 1
                } add
            }
            && list.Root() is { } packet
            && add.Parent is IExpressionStatementOperation { Parent: IBlockOperation block } statement
            && block.Behind(statement).FirstOrDefault()
                is IExpressionStatementOperation
            {
                Operation: IInvocationOperation { TargetMethod.Name: "AddRange" or "Write", Arguments.Length: > 0 } range
            }
            && SocketMethod.Same(range.Receiver().Root(), packet)
            && EncodedBy(ValueOf(range.Arguments[range.TargetMethod.Name == "Write" ? 0 : range.Arguments.Length - 1].Value, method), text)
                is { } with
            && !IsOneByte(with)
            && !IsUtf16(with))
            return $"{with.Text()}.GetByteCount({length.Instance.Text()})";

        // `BinaryPrimitives.WriteInt32BigEndian(frame, text.Length)`, where the frame also gets the bytes.
        if (
            value.Parent is IArgumentOperation
            {
                Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "BinaryPrimitives" }, Arguments: { Length: > 1 } given }
            } number
            && given[0] != number
            && given[0].Value.Root() is ILocalSymbol frame
            && Encoders.Of(text, method).Find(encoder => GoesInto(encoder, frame, method)) is { } into
            && EncodedBy(into, null) is { } of
            && !IsOneByte(of)
            && !IsUtf16(of))
            return $"{of.Text()}.GetByteCount({length.Instance.Text()})";

        // `int remaining = 2 + topicBytes.Length + payload.Length;`
        if (
            AddedToBytes(value, method)
            && Encoders.Of(text, method) is { Count: > 0 } counted
            && !counted.Exists(encoder => IsOneByte(EncodedBy(encoder, null)!) || IsUtf16(EncodedBy(encoder, null)!)))
            return $"{EncodedBy(counted[0], null).Text()}.GetByteCount({length.Instance.Text()})";
        return value.Parent is IArgumentOperation { Parent: IInvocationOperation { Instance: { } writer } advance }
            && IsAdvance(advance)
            && Encoders.Of(text, method)
                .Find(encoder =>
                    encoder.Arguments.Length > 1
                    && IsMemoryOf(writer, encoder.Arguments[1].Value, method)) is { } written
            && EncodedBy(written, null) is { } by
            && !IsOneByte(by)
            && !IsUtf16(by)
            ? $"{by.Text()}.GetByteCount({length.Instance.Text()})"
            : null;
    }

    /// <summary>Whether the memory is what the writer has handed out, here or into a variable.</summary>
    private static bool IsMemoryOf(IOperation writer, IOperation memory, SocketMethod method) =>
        Names(memory, writer.Root()) || memory.Root() is ILocalSymbol kept && Names(method.OnlyValue(kept), writer.Root());

    private static bool Names(IOperation? value, ISymbol? variable) =>
        value?.DescendantsAndSelf().Any(part => SocketMethod.Same(part.Symbol(), variable)) == true;

    /// <summary>Whether the bytes of a text are written or copied into the frame.</summary>
    private static bool GoesInto(IInvocationOperation encoder, ILocalSymbol frame, SocketMethod method)
    {
        if (encoder.Arguments.Skip(1).Any(given => SocketMethod.Same(given.Value.Root(), frame)))
            return true;
        if (encoder.SameValue().Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var bytes } })
            return IsCopied(encoder);

        // If the frame says how many bytes there are as well, it may say the number of characters beside it.
        var references = method.References(bytes);
        return references.Any(IsCopied) && !references.Any(IsCountWritten);

        bool IsCopied(IOperation bytes)
        {
            var value = bytes.SameValue();
            var copy = value.Parent is IArgumentOperation { Parent: IInvocationOperation given } ? given : value.Parent;
            return copy is IInvocationOperation { TargetMethod.Name: "CopyTo" or "Copy" or "BlockCopy" } call
                && call.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), frame));
        }
    }

    private static bool IsCountWritten(IOperation bytes) =>
        bytes.Parent is IPropertyReferenceOperation { Property.Name: "Length" } count
        && count.SameValue().Parent
            is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType.Name: "BinaryPrimitives" } };

    /// <summary>Whether the value is added to a number of bytes, and the sum is kept as the length of what is sent.</summary>
    private static bool AddedToBytes(IOperation value, SocketMethod method)
    {
        var bytes = false;
        while (value.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } add)
        {
            var other = add.LeftOperand == value ? add.RightOperand : add.LeftOperand;
            if (other.DescendantsAndSelf().Any(part => part is IBinaryOperation { OperatorKind: not BinaryOperatorKind.Add }))
                return false;
            bytes |= other
                .DescendantsAndSelf()
                .Any(part =>
                    part is IPropertyReferenceOperation { Property.Name: "Length", Instance: { } array }
                        && array.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
                    || part is IInvocationOperation { TargetMethod.Name: "GetByteCount" });
            value = add.SameValue();
        }

        return bytes
            && value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var sum } }
            && !sum.Name.ToUpperInvariant().Contains("CAPACITY")
            && method.References(sum).Any(reference => !reference.IsShown());
    }

    /// <summary>The bytes that stand right behind a length in a collection.</summary>
    private static IOperation? BytesBehind(IOperation value, SocketMethod method) =>
        value.Syntax.Parent is ExpressionElementSyntax { Parent: CollectionExpressionSyntax { Elements: var elements } } element
        && elements.IndexOf(element) is var place
        && place + 1 < elements.Count
        && elements[place + 1] is SpreadElementSyntax spread
            ? method.Model.GetOperation(spread.Expression, method.Cancellation)
            : null;

    /// <summary>The calls of a body that turn a text into bytes, by the text.</summary>
    private sealed class Encoders
    {
        private readonly List<IInvocationOperation> all = [];
        private readonly Dictionary<ISymbol, List<IInvocationOperation>> byText = new(SymbolEqualityComparer.Default);

        public Encoders(SocketMethod method)
        {
            foreach (var call in method.CallsNamed("GetBytes"))
            {
                if (EncodedBy(call, null) is not { } encoding)
                    continue;
                all.Add(call);
                AnyOneByte |= IsOneByte(encoding);
                if (TextOf(call.Arguments[0].Value) is not { } text)
                    continue;
                Add(text, call);

                // What a builder has put together is as long as the builder.
                if (text is ILocalSymbol local && TextOf(method.OnlyValue(local)) is { } builder)
                    Add(builder, call);
            }

            AnyOneByte |= method
                .All<IPropertyReferenceOperation>()
                .Any(property => property.Property is { Name: "ASCII" or "Latin1", IsStatic: true });
        }

        private void Add(ISymbol text, IInvocationOperation call)
        {
            if (!byText.TryGetValue(text, out var list))
                byText[text] = list = [];
            list.Add(call);
        }

        /// <summary>Whether one of them makes one byte of each character, or such an encoding is named.</summary>
        public bool AnyOneByte { get; }

        /// <summary>Those that encode the text; with null, all of them.</summary>
        public static List<IInvocationOperation> Of(ISymbol? text, SocketMethod method)
        {
            var encoders = method.The(() => new Encoders(method));
            return text is null ? encoders.all : encoders.byText.TryGetValue(text, out var list) ? list : [];
        }
    }

    /// <summary>What a slice is cut from.</summary>
    private static IOperation? Cut(IOperation slice) => slice switch
    {
        IInvocationOperation { Arguments: { Length: > 0 } given, TargetMethod.IsStatic: true } => given[0].Value,
        IInvocationOperation { Instance: { } whole } => whole,
        IObjectCreationOperation { Arguments: { Length: > 0 } given } => given[0].Value,
        IArrayElementReferenceOperation element => element.ArrayReference,
        _ => null,
    };

    /// <summary>The text in which the length stands right before the text that it is the length of, with nothing but the mark of an end
    /// between them, as in <c>$"{name.Length}:{name}"</c>, or nothing at all if the number has a fixed width.</summary>
    private static IOperation? WholeOf(IOperation value, ISymbol text)
    {
        var behind = Appended.Behind(value).Take(2).ToList();
        if (behind.Count == 0)
            return null;
        var written = behind[0].ConstantValue.HasValue ? behind[1 % behind.Count] : behind[0];
        return SocketMethod.Same(TextOf(written), text) && (written == behind[0] ? IsOfFixedWidth(value) : IsMark(behind[0]))
            ? Appended.Whole(value)
            : null;
    }

    /// <summary>Whether the length is the last in a line that is sent as bytes.</summary>
    private static bool EndsLineSent(IOperation value, SocketMethod method) =>
        Appended.Behind(value).Take(2).ToList() is { Count: 1 } end
        && end[0].ConstantValue is { HasValue: true, Value: "\r\n" or "\n" }
        && Appended.Whole(value).Parent is IArgumentOperation { Parent: IInvocationOperation encode }
        && EncodedBy(encode, null) is not null
        && (IsInDataSent(encode, method)
            || encode.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var line } }
            && method.Sends.Any(send => SocketMethod.Same(send.Data.Root(), line)));

    /// <summary>The encoding of the text if its bytes are the next that is sent behind the line.</summary>
    private static IOperation? SentBehind(IOperation value, ISymbol text, SocketMethod method)
    {
        var sends = method.Sends;
        var (low, high) = (0, sends.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sends[middle].Call.Syntax.SpanStart <= value.Syntax.SpanStart)
                low = middle + 1;
            else
                high = middle;
        }

        // The line itself is the first of two, if a variable holds it.
        for (var next = low; next < sends.Count && next < low + 2; next++)
        {
            if (sends[next] is { OfText: false, Data: { } data } && EncodedBy(ValueOf(data, method), text) is { } encoding)
                return IsUtf16(encoding) ? null : encoding;
        }

        return null;
    }

    private static bool IsMark(IOperation part) =>
        part.ConstantValue is { HasValue: true, Value: "\r\n" or "\n" or ":" or ':' or '\n' };

    /// <summary><c>{name.Length:D4}</c>, <c>name.Length.ToString("D4")</c></summary>
    private static bool IsOfFixedWidth(IOperation value) =>
        (value.Parent switch
        {
            IInterpolationOperation { FormatString: { } format } => format,
            IInvocationOperation { TargetMethod.Name: "ToString", Arguments: { Length: > 0 } given } => given[0].Value,
            IArgumentOperation { Parent: IInvocationOperation { Parent: IInterpolatedStringAppendOperation } piece } =>
                piece.Argument("format"),
            _ => null,
        })?.ConstantValue is { HasValue: true, Value: string { Length: > 1 } };

    /// <summary>The calls that turn the whole text into bytes, where it is written or through the variable that holds it.</summary>
    private static List<IInvocationOperation> EncodersOf(IOperation whole, SocketMethod method)
    {
        var value = whole.SameValue();
        return value.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation encode } when EncodedBy(encode, null) is not null => [encode],
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } } => Encoders.Of(kept, method),
            _ => Appended.BuilderOf(whole) is { } builder ? Encoders.Of(builder, method) : [],
        };
    }

    /// <summary>Whether the bytes are a part of what is sent.</summary>
    private static bool IsInDataSent(IOperation bytes, SocketMethod method)
    {
        for (var (inner, above) = (bytes, bytes.Parent); above is not null; inner = above, above = above.Parent)
        {
            if (above is IArgumentOperation { Parent: { } call }
                && method.SendOf(call) is { OfText: false, Data: { } data }
                && data == inner)
                return true;
        }

        return false;
    }

    /// <summary>A byte for the length, put before the bytes of the text.</summary>
    private static bool IsByte(IInvocationOperation write) =>
        write.TargetMethod is { Name: "WriteByte", Parameters.Length: 1 } && SocketTypes.IsStream(write.Receiver()?.Type);

    private static bool IsAdvance(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Advance", Parameters.Length: 1 }
        && (SocketTypes.IsOrDerives(call.Receiver()?.Type, "PipeWriter", "Pipelines")
            || call.Receiver()?.Type is { Name: "IBufferWriter" or "ArrayBufferWriter" } room && SocketTypes.IsOfSystem(room));

    private static bool IsUtf16(IOperation encoding) =>
        encoding.Unwrap() is IPropertyReferenceOperation { Property.Name: "Unicode" or "BigEndianUnicode" }
        || encoding.Unwrap() is IObjectCreationOperation { Type.Name: "UnicodeEncoding" };

    /// <summary>The encoding of the bytes that the same call of a method of the program gets, where the value is their number.</summary>
    private static IOperation? GivenBeside(IOperation value, ISymbol? text, SocketMethod method)
    {
        while (value.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum
            && (sum.LeftOperand == value ? sum.RightOperand : sum.LeftOperand).Constant() is >= 0 and < 64)
            value = sum.SameValue();
        if (
            text is null
            || value.Parent is not IArgumentOperation { Parameter.Name: var name, Parent: IInvocationOperation call }
            || name is not ("count" or "length" or "size" or "bytes" or "byteCount")
            || SocketTypes.IsOfSystem(call.TargetMethod))
            return null;
        return call
            .Arguments.Select(argument => ValueOf(argument.Value, method).Unwrap())
            .OfType<IInvocationOperation>()
            .Where(encode =>
                encode is { TargetMethod.Name: "GetBytes", Arguments.Length: 1, Instance: { } encoding }
                && SocketTypes.IsEncoding(encoding.Type)
                && encode.Arguments[0].Value.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), text)))
            .Select(encode => encode.Instance)
            .FirstOrDefault();
    }

    private static bool IsOfBinaryWriter(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod is { Name: "Write", ContainingType.Name: "BinaryWriter" } && method.IsNetworkBacked(call.Instance);

    /// <summary>The encoding by which the variable holds the text's bytes: it is what <c>GetBytes</c> returned, or was
    /// <paramref name="written"/> by it.</summary>
    private static IOperation? EncodedInto(ISymbol bytes, ISymbol? text, SocketMethod method, out bool written)
    {
        var returned = method
            .Values(bytes)
            .Select(data => EncodedBy(ValueOf(data, method), text))
            .FirstOrDefault(found => found is not null);
        written = returned is null;
        if (returned is not null || text is null)
            return returned;
        return method
            .Calls.Where(call => call.Arguments.Skip(1).Any(argument => SocketMethod.Same(argument.Value.Root(), bytes)))
            .Select(call => EncodedBy(call, text))
            .FirstOrDefault(found => found is not null);
    }

    /// <summary>What a variable that is only another's name stands for.</summary>
    private static IOperation ValueOf(IOperation data, SocketMethod method) =>
        data.Unwrap() is ILocalReferenceOperation { Local: var local } && method.OnlyValue(local) is { } value ? value : data;

    /// <summary>The slice whose length the value is.</summary>
    private static IOperation? SliceOf(IOperation value) => value.Parent switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan" or "Slice" } slice } => slice,
        IArgumentOperation
        {
            Parameter.Name: "count" or "length",
            Parent: IObjectCreationOperation { Type.Name: "ArraySegment" or "ReadOnlyMemory" or "ReadOnlySpan" } segment
        } => segment,
        IRangeOperation { Parent: IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation } range => range.Parent,
        IRangeOperation { Parent: IArgumentOperation { Parent: { } indexed } } => indexed,
        IRangeOperation { Parent: { Syntax: ElementAccessExpressionSyntax } element } => element,
        _ => null,
    };

    /// <summary>The encoding with which <paramref name="data"/> turns the text (null: any text) into bytes.</summary>
    private static IOperation? EncodedBy(IOperation? data, ISymbol? text) =>
        data.Unwrap() is IInvocationOperation { TargetMethod.Name: "GetBytes", Instance: { } encoding } encode
        && SocketTypes.IsEncoding(encoding.Type)
        && encode.Arguments.Length > 0
        && (text is null || SocketMethod.Same(TextOf(encode.Arguments[0].Value), text))
            ? encoding
            : null;

    /// <summary>The variable of a text, or that of the builder which it comes out of.</summary>
    private static ISymbol? TextOf(IOperation? text) =>
        text.Unwrap() is IInvocationOperation
        {
            TargetMethod: { Name: "ToString", Parameters.Length: 0, ContainingType.Name: "StringBuilder" },
            Instance: { } builder
        }
            ? builder.Symbol()
            : text.Symbol();

    private static bool IsOneByte(IOperation encoding) =>
        encoding.Unwrap() is IPropertyReferenceOperation { Property.Name: "ASCII" or "Latin1" }
        || encoding.Unwrap() is IInvocationOperation { TargetMethod.Name: "GetEncoding" }
        || SocketTypes.IsOrDerives(encoding.Type, "ASCIIEncoding", "Text");

    /// <summary>Whether the text directly before this value ends in <c>Content-Length:</c>.</summary>
    private static bool AfterContentLength(IOperation value)
    {
        if (value.Parent is IInterpolationOperation { Parent: IInterpolatedStringOperation text } interpolation)
        {
            var place = text.Parts.IndexOf(interpolation);
            return place > 0
                && text.Parts[place - 1] is IInterpolatedStringTextOperation before
                && Announces(before.Text.ConstantValue.Value as string);
        }

        // The same appended to a builder, piece by piece.
        if (
            value.Parent is IArgumentOperation { Parent: IInvocationOperation { Parent: IInterpolatedStringAppendOperation piece } }
            && piece.Parent is IInterpolatedStringOperation { Parts: var pieces })
        {
            var place = pieces.IndexOf(piece);
            return place > 0
                && pieces[place - 1]
                    is IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { Arguments: { Length: > 0 } before } }
                && Announces(before[0].Value.ConstantValue is { HasValue: true, Value: string words } ? words : null);
        }

        if (
            value.Parent is IArgumentOperation
            {
                Parent: IInvocationOperation
                {
                    TargetMethod: { Name: "Append", ContainingType.Name: "StringBuilder" },
                    Instance: IInvocationOperation { Arguments.Length: 1 } title
                }
            }
        )
            return Announces(title.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string announced } ? announced : null);
        while (value.Parent is IInvocationOperation { TargetMethod.Name: "ToString" } or IConversionOperation)
            value = value.Parent;
        if (value.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Format" } format } given)
            return InFormat(format, given);
        return value.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum
            && sum.RightOperand == value
            && (sum.LeftOperand is IBinaryOperation { RightOperand: var last } ? last : sum.LeftOperand).Unwrap()?.ConstantValue
                is { HasValue: true, Value: string constant }
            && Announces(constant);
    }

    /// <summary>Whether the place of an argument in a format comes right after <c>Content-Length:</c>.</summary>
    private static bool InFormat(IInvocationOperation format, IArgumentOperation argument)
    {
        if (format.Argument("format") is not { ConstantValue: { HasValue: true, Value: string pattern } })
            return false;
        var values = format.Arguments.Where(given => given.Parameter?.Name is not ("format" or "provider")).ToList();
        var place = pattern.IndexOf($"{{{values.IndexOf(argument)}", System.StringComparison.Ordinal);
        return place > 0 && Announces(pattern.Substring(0, place));
    }

    private static bool Announces(string? before) =>
        before?.TrimEnd().EndsWith("Content-Length:", System.StringComparison.OrdinalIgnoreCase) == true;
}
