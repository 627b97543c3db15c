using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Analyzers.Model;

/// <summary>A look at the words of a file and of a body, so that code without sockets costs no binding at all.</summary>
internal static class SocketWords
{
    /// <summary>One of these is in every file in which anything is known to be on the network.</summary>
    private static readonly string[] OfFiles = ["Socket", "TcpClient", "TcpListener", "UdpClient", "NetworkStream", "SslStream", "GetStream", "Dns."];

    private static readonly HashSet<string> OfBodies =
    [
        "Socket", "TcpClient", "TcpListener", "UdpClient", "NetworkStream", "SslStream", "SocketException", "SocketAsyncEventArgs",
        "Receive", "ReceiveAsync", "ReceiveFrom", "ReceiveFromAsync", "ReceiveMessageFrom", "ReceiveMessageFromAsync",
        "BeginReceive", "EndReceive", "BeginReceiveFrom", "EndReceiveFrom",
        "Send", "SendAsync", "SendTo", "SendToAsync", "BeginSend", "EndSend",
        "Read", "ReadAsync", "ReadExactly", "ReadExactlyAsync", "ReadByte", "BeginRead", "EndRead", "ReadLine", "ReadLineAsync",
        "Write", "WriteAsync", "WriteLine", "WriteLineAsync",
        "Accept", "AcceptAsync", "AcceptTcpClient", "AcceptTcpClientAsync", "AcceptSocket", "AcceptSocketAsync",
        "Connect", "ConnectAsync", "GetStream", "AddressList", "GetHostAddresses", "GetHostEntry", "DataAvailable", "Connected", "Buffer", "BytesTransferred",
    ];

    /// <summary>Whether a file can hold anything for the rules; searches its text and makes no nodes.</summary>
    public static bool AreIn(SourceText text)
    {
        const int Piece = 4096;
        const int Overlap = 16;
        for (var start = 0; start < text.Length; start += Piece - Overlap)
        {
            var piece = text.ToString(new TextSpan(start, Math.Min(Piece, text.Length - start)));
            foreach (var word in OfFiles)
            {
                if (piece.IndexOf(word, StringComparison.Ordinal) >= 0) return true;
            }
        }

        return false;
    }

    /// <summary>Words of bodies that code without a socket uses as well.</summary>
    private static readonly HashSet<string> Common =
    [
        "Read", "ReadAsync", "ReadExactly", "ReadExactlyAsync", "ReadByte", "BeginRead", "EndRead", "ReadLine", "ReadLineAsync",
        "Write", "WriteAsync", "WriteLine", "WriteLineAsync", "Buffer", "Connected",
    ];

    /// <summary>Types of the framework through which nothing on the network is reached.</summary>
    private static readonly HashSet<string> Harmless =
    [
        "CancellationToken", "Dictionary", "IReadOnlyDictionary", "List", "IList", "IReadOnlyList", "IEnumerable", "ICollection", "HashSet",
        "Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory", "StringBuilder", "Encoding", "TimeSpan", "DateTime", "Guid", "Task", "ValueTask",
    ];

    public static bool AreIn(SyntaxNode body)
    {
        var common = false;
        foreach (var token in body.DescendantTokens())
        {
            if (token.RawKind != (int)SyntaxKind.IdentifierToken || !OfBodies.Contains(token.ValueText)) continue;
            if (!Common.Contains(token.ValueText)) return true;
            common = true;
        }

        return common && HasStreamInSight(body);
    }

    /// <summary>Whether anything that could be on the network reaches a body that does not name it: a member of its type, inherited or not,
    /// or a parameter. A plain stream as the parameter of a method that others can call is never known to be on the network.</summary>
    private static bool HasStreamInSight(SyntaxNode body)
    {
        if (body.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || type.BaseList is not null || type.Modifiers.Any(SyntaxKind.PartialKeyword)) return true;
        if (type.Parent is TypeDeclarationSyntax || type.ParameterList is not null || body is not MethodDeclarationSyntax method) return true;
        if (!method.Modifiers.Any(SyntaxKind.PublicKeyword) && !method.Modifiers.Any(SyntaxKind.InternalKeyword) && method.ParameterList.Parameters.Count > 0) return true;
        if (method.ParameterList.Parameters.Any(parameter => parameter.Type is { } known && known.ToString() is not ("Stream" or "TextReader" or "TextWriter") && !IsHarmless(known))) return true;
        return type.Members.Any(member => member switch
        {
            FieldDeclarationSyntax field => !IsHarmless(field.Declaration.Type),
            PropertyDeclarationSyntax property => !IsHarmless(property.Type),
            MethodDeclarationSyntax helper => !IsHarmless(helper.ReturnType),
            _ => false,
        });
    }

    private static bool IsHarmless(TypeSyntax type) =>
        type.DescendantTokens().All(token => token.RawKind != (int)SyntaxKind.IdentifierToken || Harmless.Contains(token.ValueText));

    public static bool MentionsDatagrams(SyntaxNode root) => root.DescendantTokens().Any(token =>
        token.RawKind == (int)SyntaxKind.IdentifierToken && token.ValueText is "Dgram" or "Udp");

    /// <summary>The nodes that belong to a member's own body: for top-level statements, without the types beside them.</summary>
    public static IEnumerable<SyntaxNode> Body(SyntaxNode body) =>
        body is CompilationUnitSyntax unit ? unit.Members.OfType<GlobalStatementSyntax>() : [body];
}
