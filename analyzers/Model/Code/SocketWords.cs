using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Analyzers.Model.Code;

/// <summary>Looks at the words of a file and of a body, so that code without sockets needs no binding.</summary>
internal static class SocketWords
{
    /// <summary>Every file that is known to hold something on the network contains one of these words.</summary>
    private static readonly string[] OfFiles =
    [
        "Socket", "TcpClient", "TcpListener", "UdpClient", "NetworkStream", "SslStream", "GetStream", "Dns.",
    ];

    private const int LongestOfFiles = 16;

    private static readonly HashSet<string> OfBodies =
    [
        "Socket", "TcpClient", "TcpListener", "UdpClient", "NetworkStream", "SslStream", "SocketException",
        "SocketAsyncEventArgs", "Receive", "ReceiveAsync", "ReceiveFrom", "ReceiveFromAsync", "ReceiveMessageFrom",
        "ReceiveMessageFromAsync", "BeginReceive", "EndReceive", "BeginReceiveFrom", "EndReceiveFrom", "Send", "SendAsync",
        "SendTo", "SendToAsync", "BeginSend", "EndSend", "Read", "ReadAsync", "ReadExactly", "ReadExactlyAsync", "ReadByte",
        "BeginRead", "EndRead", "ReadLine", "ReadLineAsync", "Write", "WriteAsync", "WriteLine", "WriteLineAsync", "Accept",
        "AcceptAsync", "AcceptTcpClient", "AcceptTcpClientAsync", "AcceptSocket", "AcceptSocketAsync", "Connect", "ConnectAsync",
        "GetStream", "UTF8Encoding", "DecoderFallbackException", "GetHostAddresses", "GetHostEntry", "DataAvailable",
        "Connected", "Buffer", "MemoryBuffer", "BytesTransferred", "AcceptSocket", "ConnectSocket", "PipeReader", "PipeWriter",
        "ReadAtLeastAsync", "AddressList", "GetHostAddressesAsync", "GetHostEntryAsync", "HTTP", "GetBytes",
        "NetworkToHostOrder",
    ];

    /// <summary>Whether a file can hold anything for the rules. It searches the text and makes no nodes.</summary>
    public static bool AreIn(SourceText text)
    {
        var piece = new char[Math.Min(4096, text.Length)];
        for (var start = 0; start < text.Length; start += piece.Length - LongestOfFiles)
        {
            var length = Math.Min(piece.Length, text.Length - start);
            text.CopyTo(start, piece, 0, length);
            for (var index = 0; index < length; index++)
            {
                // All words begin with one of these letters, and few other words do.
                if (piece[index] is not ('S' or 'T' or 'U' or 'N' or 'G' or 'D'))
                    continue;
                foreach (var word in OfFiles)
                {
                    if (word[0] == piece[index] && IsAt(piece, index, length, word))
                        return true;
                }
            }

            if (start + length >= text.Length)
                break;
        }

        return false;
    }

    private static bool IsAt(char[] text, int start, int end, string word)
    {
        if (end - start < word.Length)
            return false;
        for (var index = 0; index < word.Length; index++)
        {
            if (text[start + index] != word[index])
                return false;
        }

        return true;
    }

    /// <summary>Words that code without a socket uses as well.</summary>
    private static readonly HashSet<string> Common =
    [
        "Read", "ReadAsync", "ReadExactly", "ReadExactlyAsync", "ReadByte", "BeginRead", "EndRead", "ReadLine", "ReadLineAsync",
        "Write", "WriteAsync", "WriteLine", "WriteLineAsync", "Buffer", "Connected",
    ];

    /// <summary>Types of the framework that never lead to something on the network.</summary>
    private static readonly HashSet<string> Harmless =
    [
        "CancellationToken", "Dictionary", "IReadOnlyDictionary", "List", "IList", "IReadOnlyList", "IEnumerable", "ICollection",
        "HashSet", "Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory", "StringBuilder", "Encoding", "TimeSpan", "DateTime",
        "Guid", "Task", "ValueTask",
    ];

    /// <summary>Whether a body can hold anything for the rules. It reads the text: walking the tokens takes ten times as long.</summary>
    public static bool AreIn(SyntaxNode body, SourceText source)
    {
        var text = new char[body.Span.Length];
        source.CopyTo(body.SpanStart, text, 0, text.Length);
        var common = false;
        for (var start = 0; start < text.Length; start++)
        {
            if (!IsPartOfWord(text[start]))
                continue;
            var end = start + 1;
            while (end < text.Length && IsPartOfWord(text[end]))
                end++;
            foreach (var word in text[start] is >= 'A' and <= 'Z' ? WordsByLetter[text[start] - 'A'] : [])
            {
                if (word.Length != end - start || !IsAt(text, start, end, word))
                    continue;
                if (!Common.Contains(word))
                    return true;
                common = true;
            }

            start = end;
        }

        return common && HasStreamInSight(body);
    }

    private static readonly string[][] WordsByLetter = ByLetter();

    private static string[][] ByLetter()
    {
        var lists = new List<string>['Z' - 'A' + 1];
        foreach (var word in OfBodies)
            (lists[word[0] - 'A'] ??= []).Add(word);
        var arrays = new string[lists.Length][];
        for (var letter = 0; letter < lists.Length; letter++)
            arrays[letter] = lists[letter]?.ToArray() ?? [];
        return arrays;
    }

    private static bool IsPartOfWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    /// <summary>Whether the body can reach something on the network without naming it: through a member of its type, inherited or not, or
    /// through a parameter. If others can call a method, a plain stream in its parameters is never known to be on the network.</summary>
    private static bool HasStreamInSight(SyntaxNode body)
    {
        if (
            body.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
            || type.BaseList is not null
            || type.Modifiers.Any(SyntaxKind.PartialKeyword)
        )
            return true;
        if (type.Parent is TypeDeclarationSyntax || type.ParameterList is not null || body is not MethodDeclarationSyntax method)
            return true;
        if (
            !method.Modifiers.Any(SyntaxKind.PublicKeyword)
            && !method.Modifiers.Any(SyntaxKind.InternalKeyword)
            && method.ParameterList.Parameters.Count > 0
        )
            return true;
        if (TakesMoreThanStreams(method))
            return true;
        return type.Members.Any(member => member switch
        {
            FieldDeclarationSyntax field => !IsHarmless(field.Declaration.Type),
            PropertyDeclarationSyntax property => !IsHarmless(property.Type),
            // Another method of the type may be given a client, and call this one with the client's stream.
            MethodDeclarationSyntax helper => !IsHarmless(helper.ReturnType) || TakesMoreThanStreams(helper),
            _ => false,
        });
    }

    private static bool TakesMoreThanStreams(MethodDeclarationSyntax method) =>
        method.ParameterList.Parameters.Any(parameter =>
            parameter.Type is { } known && known.ToString() is not ("Stream" or "TextReader" or "TextWriter") && !IsHarmless(known));

    private static bool IsHarmless(TypeSyntax type) =>
        type.DescendantTokens().All(token => token.RawKind != (int)SyntaxKind.IdentifierToken || Harmless.Contains(token.ValueText));

    /// <summary>The classes of a file that have a base or an interface and keep a socket in a field.</summary>
    public static HashSet<string> Owners(SyntaxNode root)
    {
        var owners = new HashSet<string>();
        foreach (var node in root.DescendantNodes(node =>
                node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
        {
            if (
                node is ClassDeclarationSyntax { BaseList: not null } type
                && type.Members.Any(member =>
                    member is FieldDeclarationSyntax field
                    && field.Declaration.Type.ToString().TrimEnd('?') is "Socket" or "TcpClient" or "UdpClient" or "TcpListener")
            )
                owners.Add(type.Identifier.ValueText);
        }

        return owners;
    }

    /// <summary>The nodes that belong to a member's own body. For top-level statements, these do not include the types beside
    /// them.</summary>
    public static IEnumerable<SyntaxNode> Body(SyntaxNode body) => body switch
    {
        CompilationUnitSyntax unit => unit.Members.OfType<GlobalStatementSyntax>(),

        // `private readonly Socket socket = new(…)`: the type is in front of the name.
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } => [body, declaration.Type],
        _ => [body],
    };
}
