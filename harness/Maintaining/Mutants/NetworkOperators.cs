using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Kata.Maintaining.Mutants.MutationOperator;

namespace Kata.Maintaining.Mutants;

/// <summary>Mistakes that are made with sockets, streams, bytes and time-outs.</summary>
internal static class NetworkOperators
{
    private static readonly ILookup<string, string> Names = new (string Right, string Wrong)[]
    {
        ("InterNetwork", "InterNetworkV6"), ("InterNetworkV6", "InterNetwork"),
        ("Tcp", "Udp"), ("Udp", "Tcp"), ("Stream", "Dgram"), ("Dgram", "Stream"),
        ("Send", "Both"), ("Send", "Receive"), ("Both", "Send"), ("Receive", "Both"),
        ("UTF8", "ASCII"), ("UTF8", "Latin1"), ("ASCII", "UTF8"), ("ASCII", "Unicode"), ("Latin1", "UTF8"),
        ("OrdinalIgnoreCase", "Ordinal"), ("SelectRead", "SelectWrite"), ("SelectWrite", "SelectRead"),
        ("Length", "Length - 1"), ("Loopback", "Any"), ("Any", "Loopback"),
    }.ToLookup(pair => pair.Right, pair => pair.Wrong);

    private static readonly string[] Orders =
    [
        "ReadUInt32", "ReadInt32", "ReadUInt16", "ReadInt16", "ReadUInt64", "ReadInt64", "WriteUInt32", "WriteInt32",
        "WriteUInt16", "WriteInt16",
    ];

    public static IReadOnlyList<MutationOperator> All { get; } =
    [
        ForPart<ArgumentListSyntax>(
            "count-ignored",
            node =>
                node.Arguments.Count >= 3 && IsNumber(node.Arguments[1]) && IsNumber(node.Arguments[2])
                    ?
                    [
                        (node, $"({string.Join(", ", [node.Arguments[0], .. node.Arguments.Skip(3)])})"),
                        (node.Arguments[2], $"{node.Arguments[0]}.Length - ({node.Arguments[1]})"),
                    ]
                    : []),
        For<ElementAccessExpressionSyntax>(
            "count-ignored",
            node =>
                node.ArgumentList.Arguments is [{ Expression: RangeExpressionSyntax range }]
                && !(range.RightOperand is null && IsSent(node, range.LeftOperand))
                    ? [node.Expression.ToString()]
                    : []),
        For<InvocationExpressionSyntax>(
            "count-ignored",
            node =>
                node.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "AsSpan" or "AsMemory" or "Slice" or "Take" } access
                && node.ArgumentList.Arguments.Count > 0
                && !(node.ArgumentList.Arguments is [{ Expression: var start }] && IsSent(node, start))
                    ? [access.Name.Identifier.Text is "AsSpan" or "AsMemory" ? $"{access}()" : access.Expression.ToString()]
                    : []),
        ForPart<ArgumentSyntax>(
            "offset-dropped",
            node =>
                node.Expression is IdentifierNameSyntax { Identifier.Text: var name } && IsOffset(name) && !IsSent(node, node.Expression)
                    ? [(node, "0")]
                    : []),
        ForPart<RangeExpressionSyntax>(
            "offset-dropped",
            node => node.LeftOperand is { } left and not LiteralExpressionSyntax && !IsSent(node, left) ? [(left, "0")] : []),
        ForPart<ArrayRankSpecifierSyntax>("buffer-size", Buffers.OtherSizes),
        ForPart<ArgumentSyntax>(
            "host-fixed",
            node =>
                node.Expression is IdentifierNameSyntax { Identifier.Text: "host" }
                    ? [(node, "\"127.0.0.1\""), (node, "\"localhost\"")]
                    : []),
        ForPart<ArgumentSyntax>(
            "port-fixed",
            node => node.Expression is IdentifierNameSyntax { Identifier.Text: "port" } ? [(node, "80"), (node, "port + 1")] : []),
        For<IdentifierNameSyntax>(
            "other-name",
            node =>
                node.Parent is MemberAccessExpressionSyntax access && access.Name == node && !IsAskedForRoom(access) && !IsEndOfSent(access)
                    // What is ASCII has the same bytes in UTF-8.
                    ? Names[node.Identifier.Text].Where(wrong => wrong != "UTF8" || access.Parent?.ToString().EndsWith(".GetBytes") != true)
                    : []),
        For<IdentifierNameSyntax>(
            "byte-order",
            node =>
                node.Identifier.Text switch
                {
                    ['R' or 'W', .., 'B', 'i', 'g', 'E', 'n', 'd', 'i', 'a', 'n'] and var name =>
                    [
                        name.Replace("BigEndian", "LittleEndian"),
                    ],
                    ['R' or 'W', .., 'L', 'i', 't', 't', 'l', 'e', 'E', 'n', 'd', 'i', 'a', 'n'] and var name =>
                    [
                        name.Replace("LittleEndian", "BigEndian"),
                    ],
                    _ => [],
                }),
        For<InvocationExpressionSyntax>(
            "byte-order",
            node =>
                node.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "HostToNetworkOrder" or "NetworkToHostOrder" }
                    ? [$"({node.ArgumentList.Arguments[0]})"]
                    : []),
        For<IdentifierNameSyntax>(
            "sign",
            node =>
                Orders.Any(order => node.Identifier.Text.StartsWith(order, StringComparison.Ordinal))
                    ?
                    [
                        node.Identifier.Text.Contains("UInt", StringComparison.Ordinal)
                            ? node.Identifier.Text.Replace("UInt", "Int")
                            : node.Identifier.Text.Replace("Int", "UInt"),
                    ]
                    : []),
        For<IdentifierNameSyntax>(
            "width",
            node =>
                Orders.Any(order => node.Identifier.Text.StartsWith(order, StringComparison.Ordinal))
                    ?
                    [
                        node.Identifier.Text.Contains("32", StringComparison.Ordinal)
                            ? node.Identifier.Text.Replace("32", "16")
                            : node.Identifier.Text.Replace("16", "32"),
                    ]
                    : []),
        ForPart<CastExpressionSyntax>(
            "width",
            node =>
                node.Type.ToString() switch
                {
                    "uint" => [(node.Type, "int"), (node.Type, "ushort")],
                    "long" => [(node.Type, "int")],
                    "ushort" => [(node.Type, "short"), (node.Type, "byte")],
                    _ => [],
                }),
        ForPart<PredefinedTypeSyntax>(
            "width",
            node =>
                node.Parent is VariableDeclarationSyntax
                    ? node.Keyword.Text switch
                    {
                        "uint" => [(node, "int")],
                        "long" => [(node, "int")],
                        "ulong" => [(node, "uint")],
                        _ => [],
                    }
                    : []),
        For<InvocationExpressionSyntax>(
            "time-out",
            node =>
                node.Expression.ToString() is "TimeSpan.FromSeconds" or "TimeSpan.FromMilliseconds"
                    ? [$"{node} / 2", $"{node} * 2", $"{node} * 10", "Timeout.InfiniteTimeSpan"]
                    : []),
        ForPart<AssignmentExpressionSyntax>(
            "time-out",
            node =>
                node.Left.ToString() is var name
                && (name.EndsWith("Timeout", StringComparison.Ordinal) || name.EndsWith("TimeoutMilliseconds", StringComparison.Ordinal))
                    ?
                    [
                        (node.Right, $"({node.Right}) / 2"),
                        (node.Right, $"({node.Right}) * 2"),
                        (node.Right, $"({node.Right}) * 10"),
                        (node.Right, "0"),
                    ]
                    : []),
        ForPart<VariableDeclaratorSyntax>(
            "time-out",
            node =>
                node.Initializer?.Value is LiteralExpressionSyntax { Token.Value: int number } && Waits.IsTime(node.Identifier.Text)
                    ?
                    [
                        (node.Initializer.Value, Number(number / 2)),
                        (node.Initializer.Value, Number(number * 2)),
                        (node.Initializer.Value, Number(number * 10)),
                    ]
                    : []),
        ForPart<ArgumentSyntax>(
            "token-lost",
            node =>
                node.Expression is IdentifierNameSyntax { Identifier.Text: var name } && IsToken(name)
                || node.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Token" }
                    ? [(node, "CancellationToken.None")]
                    : []),
        For<ExpressionStatementSyntax>(
            "reset-for-close",
            node =>
                node.Expression
                    is InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax
                        {
                            Name.Identifier.Text: "Close" or "Dispose" or "Shutdown",
                            Expression: IdentifierNameSyntax closed
                        },
                    }
                && !Sockets.HasNoConnection(node.SyntaxTree.GetRoot(), closed.Identifier.Text)
                    ? [$"{{ {closed}.LingerState = new(true, 0); {node} }}", $"{closed}.Close(0);"]
                    : []),
        new("reset-for-close", ResetAtTheEnd),
        For<InvocationExpressionSyntax>(
            "trimmed",
            node =>
                node.Expression.ToString() is "Console.Write" or "Console.WriteLine"
                && node.ArgumentList.Arguments is [var printed]
                && !HasNothingToTrim(printed.Expression)
                    ? [$"{node.Expression}(({printed}).ToString()!.Trim())"]
                    : []),
        ForPart<InvocationExpressionSyntax>(
            "line-end",
            node =>
                node.Expression.ToString() switch
                {
                    "Console.WriteLine" or "Console.Error.WriteLine" => [(((MemberAccessExpressionSyntax)node.Expression).Name, "Write")],
                    "Console.Write" or "Console.Error.Write" => [(((MemberAccessExpressionSyntax)node.Expression).Name, "WriteLine")],
                    _ => [],
                }),
        For<LiteralExpressionSyntax>("line-end", node => node.IsKind(SyntaxKind.StringLiteralExpression) ? LineEnds(node.Token.Text) : []),
        For<InterpolatedStringTextSyntax>("line-end", node => LineEnds(node.TextToken.Text)),
        For<ExpressionStatementSyntax>(
            "printed-twice",
            node =>
                node.Expression is InvocationExpressionSyntax { Expression: var called }
                && called.ToString() is "Console.Write" or "Console.WriteLine"
                    ? [$"{{ {node} {node} }}"]
                    : []),
        For<ExpressionStatementSyntax>(
            "sent-twice",
            node =>
                node.Expression
                    is InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax
                        {
                            Name.Identifier.Text: "Send" or "SendTo" or "Write" or "WriteLine"
                        } sent,
                    }
                && !sent.ToString().StartsWith("Console.", StringComparison.Ordinal)
                    ? [$"{{ {node} {node} }}"]
                    : []),
    ];

    /// <summary>A text in the program itself, without a space or a line end at its ends; a number may be the last of it.</summary>
    private static bool HasNothingToTrim(ExpressionSyntax printed) => printed switch
    {
        LiteralExpressionSyntax { Token.ValueText: var text } => text.Trim() == text,
        InterpolatedStringExpressionSyntax { Contents: [InterpolatedStringTextSyntax { TextToken.ValueText: var first }, .., var last] } =>
            first.TrimStart() == first && EndsWithoutSpace(last),
        BinaryExpressionSyntax { Left: LiteralExpressionSyntax { Token.ValueText: var first }, Right: var last } =>
            first.TrimStart() == first && IsWord(last),
        _ => IsWord(printed),
    };

    private static bool EndsWithoutSpace(InterpolatedStringContentSyntax last) => last switch
    {
        InterpolatedStringTextSyntax { TextToken.ValueText: var text } => text.TrimEnd() == text,
        InterpolationSyntax { Expression: var value } => IsWord(value),
        _ => false,
    };

    /// <summary>A number, or a name in an enum: it has no spaces.</summary>
    private static bool IsWord(ExpressionSyntax value) =>
        value is MemberAccessExpressionSyntax { Name.Identifier.Text: "Port" or "Length" or "Count" or "SocketErrorCode" }
            or IdentifierNameSyntax { Identifier.Text: "port" or "count" or "length" };

    /// <summary>Whether it is an argument of Send that begins behind what has been sent, of a socket that takes all at once: there
    /// is no second round then.</summary>
    private static bool IsSent(SyntaxNode node, ExpressionSyntax? offset) =>
        node.AncestorsAndSelf().OfType<InvocationExpressionSyntax>().Any(Sockets.IsSend) && Sockets.CountsSent(offset);

    /// <summary>Whether it is what a loop compares with how much it has sent: all, after its first round.</summary>
    private static bool IsEndOfSent(MemberAccessExpressionSyntax length) =>
        length.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression } compared
        && Sockets.CountsSent(compared.Left);

    /// <summary>How many characters or bytes there can be at most is a little more or less with another encoding.</summary>
    private static bool IsAskedForRoom(MemberAccessExpressionSyntax encoding) =>
        encoding.Parent is MemberAccessExpressionSyntax { Name.Identifier.Text: "GetMaxCharCount" or "GetMaxByteCount" };

    private static bool IsNumber(ArgumentSyntax argument) =>
        argument.Expression is LiteralExpressionSyntax { Token.Value: int } or IdentifierNameSyntax or BinaryExpressionSyntax;

    private static bool IsOffset(string name) =>
        name is "offset" or "start" or "received" or "sent" or "filled" or "read" or "done" or "have" or "from" or "position";

    private static bool IsToken(string name) => name.Contains("cancel", StringComparison.OrdinalIgnoreCase)
        || name.Contains("token", StringComparison.OrdinalIgnoreCase) || name is "stop" or "stopping";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> LineEnds(string text)
    {
        if (text.Contains(@"\r\n", StringComparison.Ordinal))
            yield return text.Replace(@"\r\n", @"\n");
        if (text.Contains(@"\r\n\r\n", StringComparison.Ordinal))
            yield return text.Replace(@"\r\n\r\n", @"\r\n");
        else if (text.Contains(@"\n", StringComparison.Ordinal) && !text.Contains(@"\r\n", StringComparison.Ordinal))
            yield return text.Replace(@"\n", @"\r\n");
    }

    /// <summary>A socket that is closed at the end of its scope resets its connection.</summary>
    private static IEnumerable<Change> ResetAtTheEnd(SyntaxNode root) =>
        from declaration in root.DescendantNodes().OfType<LocalDeclarationStatementSyntax>()
        where !declaration.UsingKeyword.IsKind(SyntaxKind.None)
        from one in declaration.Declaration.Variables
        where
            one.Initializer?.Value
                is ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: "Socket" or "TcpClient" } }
            && !Sockets.HasNoConnection(root, one.Identifier.Text)
        select new Change(new(declaration.Span.End, 0), $" {one.Identifier.Text}.LingerState = new(true, 0);");
}
