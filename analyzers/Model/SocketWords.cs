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

    public static bool AreIn(SyntaxNode body) => body.DescendantTokens().Any(token => token.RawKind == (int)SyntaxKind.IdentifierToken && OfBodies.Contains(token.ValueText));

    public static bool MentionsDatagrams(SyntaxNode root) => root.DescendantTokens().Any(token =>
        token.RawKind == (int)SyntaxKind.IdentifierToken && token.ValueText is "Dgram" or "Udp");

    /// <summary>The nodes that belong to a member's own body: for top-level statements, without the types beside them.</summary>
    public static IEnumerable<SyntaxNode> Body(SyntaxNode body) =>
        body is CompilationUnitSyntax unit ? unit.Members.OfType<GlobalStatementSyntax>() : [body];
}
