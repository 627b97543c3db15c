using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK008: what a buffered writer holds back while the answer is awaited, and what it adds to the wire unasked.</summary>
public sealed class SOCK008_NotFlushed : SocketRule
{
    /// <summary>The property of the diagnostic that tells the fix which of the three it is.</summary>
    internal const string FaultProperty = "fault";

    private static readonly DiagnosticDescriptor Held = Rule.Create(
        RuleIds.NotFlushed, Categories.Sending, DiagnosticSeverity.Warning,
        "A writer over a connection is not flushed, or adds bytes of its own",
        "Flush `{0}` before `{1}`: the text may still be in its buffer while the answer to it is awaited");

    private static readonly DiagnosticDescriptor Mark = Held.Saying(
        "Use `new UTF8Encoding(false)`: `{0}` puts a byte-order mark in front of the first text, and the peer takes it for data");

    private static readonly DiagnosticDescriptor LineEnd = Held.Saying(
        @"Set `{0}.NewLine` to what the protocol asks for, mostly `""\r\n""`: `{1}` ends lines as this system does");

    private static readonly DiagnosticDescriptor LineEndOfUnknown = Held.Saying(
        @"Set `{0}.NewLine` to what the protocol asks for, mostly `""\r\n""`: `{1}` ends lines as this system does",
        DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor LineEndedTwice = Held.Saying(
        "Use `Write`: the text ends its line itself, and `{0}` adds an empty one that ends as this system does",
        DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor LineEndInText = Held.Saying(
        @"Write `""\r\n""` for `Environment.NewLine`: the peer does not know on which system this runs");

    private static readonly DiagnosticDescriptor LineEndInTextOfUnknown = Held.Saying(
        @"Write `""\r\n""` for `Environment.NewLine`: the peer does not know on which system this runs", DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor LineEndAppended = Held.Saying(
        @"Append `""\r\n""` yourself: `AppendLine` ends lines as this system does, and the peer does not know on which it runs");

    private static readonly DiagnosticDescriptor LineEndAppendedOfUnknown = Held.Saying(
        @"Append `""\r\n""` yourself: `AppendLine` ends lines as this system does, and the peer does not know on which it runs",
        DiagnosticSeverity.Info);

    public override DiagnosticDescriptor Descriptor => Held;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create([
            Held,
            Mark,
            LineEnd,
            LineEndOfUnknown,
            LineEndedTwice,
            LineEndInText,
            LineEndInTextOfUnknown,
            LineEndAppended,
            LineEndAppendedOfUnknown,
        ]);

    internal override void Check(SocketMethod method, Reporter report)
    {
        CheckByteOrderMarks(method, report);
        CheckNewLines(method, report);
        CheckFlush(method, report);
    }

    private static void CheckByteOrderMarks(SocketMethod method, Reporter report)
    {
        foreach (var creation in method.All<IObjectCreationOperation>())
        {
            if (
                creation.Type?.Name != "StreamWriter"
                || !method.IsNetworkBacked(creation)
                || creation.Argument("encoding") is not { } encoding
                || !HasPreamble(encoding, method)
            )
                continue;
            Report(report, encoding.Syntax, "mark", Mark, encoding.Text());
        }
    }

    private static bool HasPreamble(IOperation? encoding, SocketMethod method, int depth = 0) => encoding.Unwrap() switch
    {
        IPropertyReferenceOperation
        {
            Property:
            {
                Name: "UTF8" or "Unicode" or "BigEndianUnicode" or "UTF32",
                IsStatic: true,
                ContainingType.Name: "Encoding"
            }
        } => true,
        IObjectCreationOperation { Type.Name: "UTF8Encoding" } made => made.Arguments.Length > 0
            && made.Arguments[0].Value.ConstantValue is { HasValue: true, Value: true },
        IObjectCreationOperation { Type.Name: "UnicodeEncoding" or "UTF32Encoding" } made => made.Arguments.Length == 0
            || made.Argument("byteOrderMark") is { ConstantValue: { HasValue: true, Value: true } },
        IInvocationOperation { TargetMethod: { Name: "GetEncoding", IsStatic: true }, Arguments: { Length: 1 } named } =>
            named[0].Value.ConstantValue is { HasValue: true, Value: "utf-8" or "UTF-8" or "utf-16" or "UTF-16" or 65001 or 1200 },
        ILocalReferenceOperation { Local: var local } => depth < 3 && HasPreamble(method.OnlyValue(local), method, depth + 1),
        IFieldReferenceOperation { Field: var field } => depth < 3 && HasPreamble(method.OnlyValue(field), method, depth + 1),
        IPropertyReferenceOperation { Property: { SetMethod: null, DeclaringSyntaxReferences.Length: 1 } property } => depth < 3
            && Elsewhere.Given(property, method.File) is { Count: 1 } given
            && HasPreamble(given[0], method, depth + 1),
        _ => false,
    };

    private static void CheckNewLines(SocketMethod method, Reporter report)
    {
        var writers = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var twice = new List<(ISymbol Writer, IInvocationOperation Call)>();
        foreach (var send in method.Sends)
        {
            if (send.OfText)
            {
                if (
                    !send.Call.TargetMethod.Name.StartsWith("WriteLine")
                    || send.Target is not { } target
                    || WriterOf(target) is not { } writer)
                    continue;
                if (EndsItself(send.Call))
                    twice.Add((writer, send.Call));
                if (EndsItself(send.Call) || !writers.Add(writer))
                    continue;
                if (Sets(writer, "NewLine", method))
                    continue;
                Report(
                    report,
                    send.Call.Syntax,
                    "newline",
                    SpeaksKnownProtocol(method) ? LineEnd : LineEndOfUnknown,
                    writer.Name,
                    send.Call.TargetMethod.Name);
            }
            else if (send.Data is { } data && PlatformNewLine(data, method, 0) is { } newLine)
            {
                if (newLine is IInvocationOperation)
                    Report(report, newLine.Syntax, "appended", SpeaksKnownProtocol(method) ? LineEndAppended : LineEndAppendedOfUnknown);
                else
                    Report(report, newLine.Syntax, "constant", SpeaksKnownProtocol(method) ? LineEndInText : LineEndInTextOfUnknown);
            }
        }

        // A writer with other lines is told what to set; of one that writes no other, the first line is enough.
        foreach (var (writer, call) in twice)
        {
            if (writers.Add(writer) && !Sets(writer, "NewLine", method))
                Report(report, call.Syntax, "twice", LineEndedTwice, call.TargetMethod.Name);
        }
    }

    /// <summary>The words with which a line of HTTP, SMTP, POP3, FTP or IRC begins: there a line ends with CR LF (RFC 9112, 5321, 1939,
    /// 959, 2812).</summary>
    private static readonly Regex Command = new(
        @"""(HTTP/|(GET|HEAD|POST|PUT|HELO|EHLO|MAIL FROM|RCPT TO|USER|PASS|NICK|JOIN|PRIVMSG|RETR|STAT|LIST|DELE|QUIT|AUTH|PORT|PASV|AUTHENTICATE)\b)",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    /// <summary>Whether the class speaks a protocol that says how its lines end; of one of its own, nobody knows.</summary>
    private static bool SpeaksKnownProtocol(SocketMethod method) =>
        method
            .File.The(() => new Speaking(method.File))
            .Of(
                method.Member.ContainingType?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(method.Cancellation)
                ?? method.Root.Syntax);

    /// <summary>The classes that speak such a protocol; each is looked through once.</summary>
    private sealed class Speaking(SocketFile file)
    {
        private readonly Dictionary<SyntaxNode, bool> known = [];

        public bool Of(SyntaxNode type)
        {
            if (!known.TryGetValue(type, out var answer))
                known[type] = answer = Command.IsMatch(file.TextOf(type));
            return answer;
        }
    }

    /// <summary>The text has its line end already, and what <c>WriteLine</c> adds is an empty line.</summary>
    private static bool EndsItself(IInvocationOperation write)
    {
        var text = write.Arguments.Length == 1 ? write.Arguments[0].Value.Unwrap() : null;
        while (text is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum)
            text = sum.RightOperand.Unwrap();
        return text?.ConstantValue is { HasValue: true, Value: string end } && end.EndsWith("\n");
    }

    private static IOperation? PlatformNewLine(IOperation data, SocketMethod method, int depth)
    {
        foreach (var part in data.DescendantsAndSelf())
        {
            if (part is IPropertyReferenceOperation { Property: { Name: "NewLine", ContainingType.Name: "Environment" } })
                return part;
            if (
                part
                    is IInvocationOperation
                {
                    TargetMethod: { Name: "ToString", ContainingType.Name: "StringBuilder" },
                    Instance: ILocalReferenceOperation { Local: var builder }
                }
                && Appended(builder, method) is { } line
            )
                return line;
            if (depth < 3
                && part is ILocalReferenceOperation { Local.Type: { SpecialType: SpecialType.System_String } or IArrayTypeSymbol } local)
            {
                if (InValues(local.Local, method, depth) is { } found)
                    return found;
            }
        }

        return null;
    }

    /// <summary>The same in what a variable holds; looked for once, however often it is sent.</summary>
    private static IOperation? InValues(ILocalSymbol local, SocketMethod method, int depth)
    {
        var known = method.The(() => new LineEnds());
        if (known.TryGetValue(local, out var found))
            return found;
        foreach (var value in method.Values(local))
            found ??= PlatformNewLine(value, method, depth + 1);
        return known[local] = found;
    }

    private sealed class LineEnds() : Dictionary<ISymbol, IOperation?>(SymbolEqualityComparer.Default);

    /// <summary>The first line that is appended to a builder with the line end of this system.</summary>
    private static IOperation? Appended(ILocalSymbol builder, SocketMethod method)
    {
        var known = method.The(() => new AppendedLines());
        if (!known.TryGetValue(builder, out var line))
            known[builder] = line = method
                .CallsNamed("AppendLine")
                .FirstOrDefault(call => call.TargetMethod.ContainingType.Name == "StringBuilder" && IsOn(call, builder));
        return line;
    }

    private sealed class AppendedLines() : Dictionary<ISymbol, IOperation?>(SymbolEqualityComparer.Default);

    private static bool IsOn(IInvocationOperation call, ILocalSymbol builder)
    {
        IOperation? instance = call.Instance;
        while (instance is IInvocationOperation { TargetMethod.ContainingType.Name: "StringBuilder" } before)
            instance = before.Instance;
        return SocketMethod.Same(instance.Root(), builder);
    }

    private static void CheckFlush(SocketMethod method, Reporter report)
    {
        var reported = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var flushed = new Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        var answered = new HashSet<SyntaxNode>();
        foreach (var write in method.Calls)
        {
            if (
                Written(write) is not { } target
                || WriterOf(target) is not { } writer
                || reported.Contains(writer)
                || !IsBuffered(writer, method)
                || !method.IsNetworkBacked(target)
            )
                continue;
            if (!flushed.TryGetValue(writer, out var byOthers))
                flushed[writer] = byOthers =
                    Sets(writer, "AutoFlush", method)
                    || !IsOnlyUsedIn(writer, write.Function(), method)
                    || Mentions(writer, method).Any(GoesElsewhere);
            if (byOthers || answered.Contains(write.Syntax))
                continue;

            IOperation? awaited = null;
            var passed = new List<SyntaxNode>();
            foreach (var start in Starts(write, writer, method))
                method.Graphs.After(start, IsBeforeAnswer);

            bool IsBeforeAnswer(IOperation step)
            {
                if (awaited is not null)
                    return false;
                passed.Add(step.Syntax);
                if (MentionAt(step, writer, method) is { } reference && Empties(reference))
                    return false;

                // A helper of the class may flush it.
                if (
                    writer is IFieldSymbol or IPropertySymbol
                    && step is IInvocationOperation { TargetMethod: var helper }
                    && MayFlush(helper, method))
                    return false;

                // The end of its `using` disposes it, which flushes.
                if (
                    step is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync", Instance: { } disposed }
                    && SocketMethod.Same(disposed.Root(), writer)
                )
                    return false;
                if (
                    step is Microsoft.CodeAnalysis.FlowAnalysis.IIsNullOperation { Operand: var tested }
                    && SocketMethod.Same(tested.Root(), writer)
                )
                    return false;
                if (step is IInvocationOperation && method.CallAt(step.Syntax) is { } call
                    && AwaitsAnswer(call, writer, method))
                    awaited = call;
                return awaited is null;
            }

            if (awaited is null)
            {
                // Nothing awaits an answer after this write, so nothing does after those that lie on the way.
                answered.UnionWith(passed);
                continue;
            }

            reported.Add(writer);
            Report(report, write.Syntax, "flush", Held, writer.Name, NetworkCalls.Name(awaited));
        }
    }

    /// <summary>The variable that a writer is in, or the property of its own object.</summary>
    private static ISymbol? WriterOf(IOperation target) =>
        target.Root()
        ?? (target.Unwrap() is IPropertyReferenceOperation
        {
            Instance: IInstanceReferenceOperation,
            Property: { IsIndexer: false, IsAbstract: false, IsVirtual: false, IsOverride: false } property
        }
            ? property
            : null);

    /// <summary>The properties of a body, by what is mentioned and where.</summary>
    private sealed class Properties : Dictionary<SyntaxNode, IPropertyReferenceOperation>
    {
        private readonly Dictionary<ISymbol, List<IOperation>> bySymbol = new(SymbolEqualityComparer.Default);

        public Properties(SocketMethod method)
        {
            foreach (var mention in method.All<IPropertyReferenceOperation>())
            {
                this[mention.Syntax] = mention;
                if (!bySymbol.TryGetValue(mention.Property, out var list))
                    bySymbol[mention.Property] = list = [];
                list.Add(mention);
            }
        }

        public IReadOnlyList<IOperation> Of(ISymbol property) => bySymbol.TryGetValue(property, out var list) ? list : [];
    }

    private static IReadOnlyList<IOperation> Mentions(ISymbol writer, SocketMethod method) =>
        writer is IPropertySymbol ? method.The(() => new Properties(method)).Of(writer) : method.References(writer);

    /// <summary>The mention of the writer that a step of a graph is.</summary>
    private static IOperation? MentionAt(IOperation step, ISymbol writer, SocketMethod method)
    {
        if (writer is not IPropertySymbol)
            return SocketMethod.Same(SocketMethod.Referenced(step), writer) ? method.ReferenceAt(step.Syntax) : null;
        return step is IPropertyReferenceOperation { Property: var property }
            && SocketMethod.Same(property, writer)
            && method.The(() => new Properties(method)).TryGetValue(step.Syntax, out var mention)
            ? mention
            : null;
    }

    private static IEnumerable<IOperation> ValuesOf(ISymbol writer, SocketMethod method) =>
        writer is IPropertySymbol property ? Elsewhere.Given(property, method.File) : method.Values(writer);

    /// <summary>A method of this compilation that mentions a flush; what is not in sight may flush as well.</summary>
    private static bool MayFlush(IMethodSymbol helper, SocketMethod method)
    {
        if (SocketTypes.IsOfSystem(helper) && helper.MethodKind != MethodKind.DelegateInvoke)
            return false;
        helper = helper.OriginalDefinition;
        var known = method.File.The(() => new Flushing());
        if (!known.TryGetValue(helper, out var answer))
            known[helper] = answer =
                helper.DeclaringSyntaxReferences.Length != 1
                || helper.IsAbstract
                || helper.IsVirtual
                || helper.IsOverride
                || helper.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation).ToString() is var source
                    && (source.Contains("Flush") || source.Contains("Dispose") || source.Contains("Close"));
        return answer;
    }

    private sealed class Flushing() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static bool IsOnlyUsedIn(ISymbol writer, IOperation? function, SocketMethod method) =>
        writer is not IPropertySymbol && method.IsOnlyIn(writer, function)
        || (function is not null || writer is IPropertySymbol)
            && Mentions(writer, method).All(reference => reference.IsWrite() || reference.Function() == function);

    /// <summary>From where on the answer may be awaited: the write or, where a lambda or a local function writes and does not flush, the
    /// places that call it.</summary>
    private static IReadOnlyList<IInvocationOperation> Starts(IInvocationOperation write, ISymbol writer, SocketMethod method) =>
        write.Function() is { } function && writer is ILocalSymbol && !SocketMethod.Same(writer.ContainingSymbol, Symbol(function))
            ? method.References(writer).Any(Empties) ? [write] : [write, .. Callers(function, method)]
            : [write];

    private static ISymbol? Symbol(IOperation function) => function switch
    {
        ILocalFunctionOperation local => local.Symbol,
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        _ => null,
    };

    private static IReadOnlyList<IInvocationOperation> Callers(IOperation function, SocketMethod method)
    {
        if (function is ILocalFunctionOperation { Symbol: var local })
        {
            return method.All<IMethodReferenceOperation>().Any(part => SocketMethod.Same(part.Method, local))
                ? []
                : method.Calls.Where(call => SocketMethod.Same(call.TargetMethod, local)).ToList();
        }

        var value = function;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation)
            value = value.Parent;
        if (value.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } })
            return [];
        var calls = method.References(kept).Select(use => use.Parent as IInvocationOperation).ToList();
        return calls.All(call => call is { TargetMethod.Name: "Invoke", Instance: ILocalReferenceOperation })
            ? calls.OfType<IInvocationOperation>().ToList()
            : [];
    }

    /// <summary>The writer that a call writes to; a pipe's is also written to by those who fill the memory it hands out.</summary>
    private static IOperation? Written(IInvocationOperation write) => write.TargetMethod.Name switch
    {
        "Write"
        or "WriteLine"
        or "WriteAsync"
        or "WriteLineAsync"
            when !SocketTypes.IsOrDerives(write.Receiver()?.Type, "PipeWriter", "Pipelines") || write.TargetMethod.Name == "Write" =>
            write.Receiver(),
        "Advance" when SocketTypes.IsOrDerives(write.Receiver()?.Type, "PipeWriter", "Pipelines") => write.Receiver(),
        "GetBytes"
            when write.Arguments.LastOrDefault()?.Value.Unwrap() is { } last
                && SocketTypes.IsOrDerives(last.Type, "PipeWriter", "Pipelines") => last,
        _ => null,
    };

    private static void Report(Reporter report, SyntaxNode where, string fault, DiagnosticDescriptor saying, params object?[] arguments) =>
        report.At(where, saying, ImmutableDictionary<string, string?>.Empty.Add(FaultProperty, fault), arguments);

    private static bool IsBuffered(ISymbol writer, SocketMethod method)
    {
        var type = writer switch
        {
            ILocalSymbol local => local.Type,
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            IParameterSymbol parameter => parameter.Type,
            _ => null,
        };
        return SocketTypes.IsTextWriter(type)
            || SocketTypes.IsOrDerives(type, "BufferedStream", "IO")
            || SocketTypes.IsOrDerives(type, "PipeWriter", "Pipelines")
            || type?.Name is "GZipStream" or "DeflateStream" or "BrotliStream" or "ZLibStream"
                && type.ContainingNamespace?.Name == "Compression"
            || SocketTypes.IsOrDerives(type, "BinaryWriter", "IO")
                && ValuesOf(writer, method)
                    .Any(value => value.DescendantsAndSelf().Any(part => part is IObjectCreationOperation { Type.Name: "BufferedStream" }))
            || SocketTypes.IsStream(type)
                && ValuesOf(writer, method).Any(value => value.Unwrap() is IObjectCreationOperation { Type.Name: "BufferedStream" });
    }

    private static bool Empties(IOperation reference) =>
        reference.SameValue().Parent
            is IInvocationOperation
        {
            TargetMethod.Name: "Flush" or "FlushAsync" or "Dispose" or "DisposeAsync" or "Close" or "Complete" or "CompleteAsync"
        }
        || reference.SameValue().Parent is ISimpleAssignmentOperation or IUsingOperation;

    /// <summary>Handed to somebody who may flush it.</summary>
    private static bool GoesElsewhere(IOperation reference)
    {
        var value = reference.SameValue();
        if (
            value.Parent is IArgumentOperation { Parent: IInvocationOperation given }
            && SocketTypes.IsOfSystem(given.TargetMethod)
            && Written(given) is { } written
            && written.Syntax == value.Syntax
        )
            return false;
        return value.Parent
                is IArgumentOperation
                {
                    Parent: IInvocationOperation
                            or IObjectCreationOperation { Type.Name: not ("StreamReader" or "StreamWriter" or "BinaryWriter") }
                }
                    or IReturnOperation
            || value.Parent is ISimpleAssignmentOperation assignment && assignment.Value == value;
    }

    private static bool AwaitsAnswer(IInvocationOperation call, ISymbol writer, SocketMethod method)
    {
        if (SocketMethod.Same(call.Receiver() is { } on ? WriterOf(on) : null, writer))
            return false;
        var under = Under(ValuesOf(writer, method).FirstOrDefault());
        if (writer is IParameterSymbol && under.Root() is null)
            return false;

        // A helper of this file that is given the connection, and receives; or one of the class, which has it.
        if (!SocketTypes.IsOfSystem(call.TargetMethod))
        {
            return writer is IFieldSymbol or IPropertySymbol
                    && call.Instance is IInstanceReferenceOperation
                    && ReadsFrom(under, call.TargetMethod, method)
                || under.Root() is { } connection
                && method.File.Receives(call.TargetMethod)
                && call.Arguments.Any(argument =>
                    argument.Value.Root() is { } given
                    && (SocketMethod.Same(given, connection) || method.IsSameConnection(argument.Value, under)));
        }

        var reads =
            call.TargetMethod.Name
                is "ReadLine"
                    or "ReadLineAsync"
                    or "ReadToEnd"
                    or "ReadToEndAsync"
                    or "Read"
                    or "ReadAsync"
                    or "ReadExactly"
                    or "ReadExactlyAsync"
                    or "ReadByte"
                    or "Receive"
                    or "ReceiveAsync"
                    or "ReadAtLeast"
                    or "ReadAtLeastAsync"
                    or "ReadBlock"
                    or "CopyTo"
                    or "CopyToAsync"
                    or "Peek"
            || call.TargetMethod.Name.StartsWith("Read") && SocketTypes.IsOrDerives(call.Receiver()?.Type, "BinaryReader", "IO");
        return reads
            && (SocketTypes.IsSocket(call.Receiver()?.Type) || method.IsNetworkBacked(call.Receiver()))
            && method.IsSameConnection(call.Receiver(), under);
    }

    /// <summary>Whether a method of this file takes in what comes over the connection.</summary>
    private static bool ReadsFrom(IOperation? under, IMethodSymbol target, SocketMethod method) =>
        under.Root() is not null
        && Methods.Of(method.File).With(target.OriginalDefinition) is { } helper
        && helper.Calls.Any(read =>
            NetworkCalls.TakesIn(read, helper) && read.Receiver().Root() is not null && helper.IsSameConnection(read.Receiver(), under));

    /// <summary>What a writer was made over, through all that lies between.</summary>
    private static IOperation? Under(IOperation? made)
    {
        var under = Next(made);
        while (Next(under) is { } next)
            under = next;
        return under;

        static IOperation? Next(IOperation? wrapper) => wrapper.Unwrap() switch
        {
            IObjectCreationOperation { Arguments.Length: > 0 } writer => writer.Arguments[0].Value,
            IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.Name: "PipeWriter" }, Arguments.Length: > 0 } pipe =>
                pipe.Arguments[0].Value,
            _ => null,
        };
    }

    /// <summary>Whether the property is set in the creation, in this member or, for a field, anywhere in its type.</summary>
    private static bool Sets(ISymbol writer, string property, SocketMethod method)
    {
        if (writer is IFieldSymbol or IPropertySymbol)
        {
            var types = new[] { writer.ContainingType, method.Member.ContainingType };
            return types.SelectMany(type => type.DeclaringSyntaxReferences).Any(part =>
                part.GetSyntax(method.Cancellation)
                    .DescendantTokens()
                    .Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == property));
        }

        // What the caller gave may have been set so there; a pipe has nothing of the kind.
        return writer is IParameterSymbol { Type: var given } && !SocketTypes.IsOrDerives(given, "PipeWriter", "Pipelines")
            || method
                .References(writer)
                .Any(reference =>
                    reference.Parent is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation } set
                    && set.Property.Name == property)
            || method
                .Values(writer)
                .Any(value =>
                    value
                        .DescendantsAndSelf()
                        .OfType<IPropertyReferenceOperation>()
                        .Any(set => set.Property.Name == property && set.Parent is ISimpleAssignmentOperation));
    }
}
