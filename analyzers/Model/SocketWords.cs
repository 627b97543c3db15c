using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Analyzers.Model;

/// <summary>A look at the words of a body, so that code without sockets costs no binding at all.</summary>
internal static class SocketWords
{
    private static readonly HashSet<string> Words =
    [
        "Socket", "TcpClient", "TcpListener", "UdpClient", "NetworkStream", "SslStream", "SocketException", "SocketAsyncEventArgs",
        "Receive", "ReceiveAsync", "ReceiveFrom", "ReceiveFromAsync", "ReceiveMessageFrom", "ReceiveMessageFromAsync",
        "BeginReceive", "EndReceive", "BeginReceiveFrom", "EndReceiveFrom",
        "Send", "SendAsync", "SendTo", "SendToAsync", "BeginSend", "EndSend",
        "Read", "ReadAsync", "ReadAtLeast", "ReadAtLeastAsync", "ReadByte", "BeginRead", "EndRead", "ReadLine", "ReadLineAsync",
        "Write", "WriteAsync", "WriteLine", "WriteLineAsync",
        "Accept", "AcceptAsync", "AcceptTcpClient", "AcceptTcpClientAsync", "AcceptSocket", "AcceptSocketAsync",
        "Connect", "ConnectAsync", "GetStream", "AddressList", "GetHostAddresses", "GetHostEntry", "DataAvailable", "Connected",
    ];

    /// <summary>Words of <see cref="Words"/> that code without any socket uses too; alone they do not count in a file that never names the network.</summary>
    private static readonly HashSet<string> Common =
    [
        "Read", "ReadAsync", "ReadAtLeast", "ReadAtLeastAsync", "ReadByte", "BeginRead", "EndRead", "ReadLine", "ReadLineAsync",
        "Write", "WriteAsync", "WriteLine", "WriteLineAsync", "Send", "SendAsync", "Connected",
    ];

    public static bool Mentions(SyntaxNode body)
    {
        var common = false;
        foreach (var node in Body(body))
        {
            foreach (var token in node.DescendantTokens())
            {
                if (token.RawKind != (int)SyntaxKind.IdentifierToken || !Words.Contains(token.ValueText)) continue;
                if (!Common.Contains(token.ValueText)) return true;
                common = true;
            }
        }

        return common && NamesTheNetwork(body.SyntaxTree.GetRoot());
    }

    public static bool MentionsDatagrams(SyntaxNode root) => root.DescendantTokens().Any(token =>
        token.RawKind == (int)SyntaxKind.IdentifierToken && token.ValueText is "Dgram" or "Udp");

    /// <summary>The nodes that belong to a member's own body: for top-level statements, without the types beside them.</summary>
    public static IEnumerable<SyntaxNode> Body(SyntaxNode body) =>
        body is CompilationUnitSyntax unit ? unit.Members.OfType<GlobalStatementSyntax>() : [body];

    /// <summary>Whether the file speaks of sockets at all: a using of System.Net.Sockets or one of its types.</summary>
    private static bool NamesTheNetwork(SyntaxNode root) => root.DescendantTokens().Any(token =>
        token.RawKind == (int)SyntaxKind.IdentifierToken && token.ValueText is "Sockets" or "Socket" or "TcpClient" or "UdpClient" or "NetworkStream" or "SslStream");
}
