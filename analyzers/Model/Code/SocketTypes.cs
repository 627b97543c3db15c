using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Kata.Analyzers.Model.Code;

/// <summary>The types of the framework that the rules are about, resolved once per compilation.</summary>
internal sealed class SocketTypes
{
    private readonly Compilation compilation;
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> models = new();
    private readonly ConcurrentDictionary<SyntaxTree, string> speaking = new();

    private SocketTypes(Compilation compilation)
    {
        this.compilation = compilation;
        SocketException = compilation.GetTypeByMetadataName("System.Net.Sockets.SocketException");
        IOException = compilation.GetTypeByMetadataName("System.IO.IOException");
        ObjectDisposedException = compilation.GetTypeByMetadataName("System.ObjectDisposedException");
        OperationCanceledException = compilation.GetTypeByMetadataName("System.OperationCanceledException");
        DecoderFallbackException = compilation.GetTypeByMetadataName("System.Text.DecoderFallbackException");
        SocketAsyncEventArgs = compilation.GetTypeByMetadataName("System.Net.Sockets.SocketAsyncEventArgs");
    }

    public INamedTypeSymbol? SocketException { get; }

    public INamedTypeSymbol? IOException { get; }

    public INamedTypeSymbol? ObjectDisposedException { get; }

    public INamedTypeSymbol? OperationCanceledException { get; }

    public INamedTypeSymbol? DecoderFallbackException { get; }

    public INamedTypeSymbol? SocketAsyncEventArgs { get; }

    /// <summary>Null if the compilation has no sockets: then there is nothing to look at.</summary>
    public static SocketTypes? From(Compilation compilation) =>
        compilation.GetTypeByMetadataName("System.Net.Sockets.Socket") is null ? null : new SocketTypes(compilation);

    /// <summary>Whether the file belongs to this compilation. In an editor, the methods of a referenced project have their source too, but
    /// no model of it can be had here.</summary>
    public bool Has(SyntaxTree tree) => compilation.ContainsSyntaxTree(tree);

    /// <summary>The semantic model of a file, made once. The rules follow a stream into another file only if its type says nothing about
    /// it.</summary>
#pragma warning disable RS1030 // The driver gives a file's own model. The model of another file can only be had from here.
    public SemanticModel ModelOf(SyntaxTree tree) => models.GetOrAdd(tree, file => compilation.GetSemanticModel(file));
#pragma warning restore RS1030

    /// <summary>The files that name sockets and contain this name.</summary>
    public IEnumerable<SyntaxTree> Speaking(string name, CancellationToken cancellation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var text = speaking.GetOrAdd(
                tree,
                file => file.GetText(cancellation) is var source && SocketWords.AreIn(source) ? source.ToString() : "");
            if (text.Contains(name))
                yield return tree;
        }
    }

    public static bool IsSocket(ITypeSymbol? type) => IsOrDerives(type, "Socket", "Sockets");

    public static bool IsTcpClient(ITypeSymbol? type) => IsOrDerives(type, "TcpClient", "Sockets");

    public static bool IsTcpListener(ITypeSymbol? type) => IsOrDerives(type, "TcpListener", "Sockets");

    public static bool IsUdpClient(ITypeSymbol? type) => IsOrDerives(type, "UdpClient", "Sockets");

    public static bool IsNetworkStream(ITypeSymbol? type) => IsOrDerives(type, "NetworkStream", "Sockets");

    /// <summary>Whether the type is a stream that is over a network, however it was made: NetworkStream, SslStream,
    /// NegotiateStream.</summary>
    public static bool IsNetworkBacked(ITypeSymbol? type) =>
        IsNetworkStream(type) || IsOrDerives(type, "AuthenticatedStream", "Security");

    public static bool IsStream(ITypeSymbol? type) => IsOrDerives(type, "Stream", "IO");

    public static bool IsTextReader(ITypeSymbol? type) => IsOrDerives(type, "TextReader", "IO");

    public static bool IsTextWriter(ITypeSymbol? type) => IsOrDerives(type, "TextWriter", "IO");

    /// <summary>Whether the type is a text, or builds one. Its length is a number of characters.</summary>
    public static bool IsText(ITypeSymbol? type) =>
        type?.SpecialType == SpecialType.System_String || IsOrDerives(type, "StringBuilder", "Text");

    public static bool IsDecoder(ITypeSymbol? type) => IsOrDerives(type, "Decoder", "Text");

    public static bool IsEncoding(ITypeSymbol? type) => IsOrDerives(type, "Encoding", "Text");

    /// <summary>Whether the type has room for bytes or characters: an array, a span, a memory, a list of segments.</summary>
    public static bool IsBuffer(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType.SpecialType is SpecialType.System_Byte or SpecialType.System_Char,
        INamedTypeSymbol { Name: "Span" or "Memory" or "ArraySegment", TypeArguments.Length: 1 } named =>
            named.TypeArguments[0].SpecialType is SpecialType.System_Byte or SpecialType.System_Char,
        INamedTypeSymbol { Name: "IList" } => true,
        _ => false,
    };

    /// <summary>Whether the type is a socket, client or listener. It holds a descriptor until it is disposed of.</summary>
    public static bool IsToBeDisposed(ITypeSymbol? type) =>
        IsOfSystem(type) && (IsSocket(type) || IsTcpClient(type) || IsUdpClient(type) || IsTcpListener(type));

    /// <summary>Whether a call of the method ends the program.</summary>
    public static bool EndsProgram(IMethodSymbol target) =>
        target is { Name: "Exit" or "FailFast", ContainingType.Name: "Environment" } && IsOfSystem(target);

    /// <summary>Whether the type or one of its bases is the framework's <c>System.….{space}.{name}</c>.</summary>
    public static bool IsOrDerives(ITypeSymbol? type, string name, string space)
    {
        // `where T : TcpClient`
        if (type is ITypeParameterSymbol { ConstraintTypes: { Length: > 0 } constraints })
        {
            foreach (var constraint in constraints)
            {
                if (IsOrDerives(constraint, name, space))
                    return true;
            }
        }

        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == name && type.ContainingNamespace?.Name == space && IsOfSystem(type))
                return true;
        }

        return false;
    }

    /// <summary>Whether the framework declares it. What the framework does with its arguments is known; what a helper does is
    /// not.</summary>
    public static bool IsOfSystem(ISymbol? symbol)
    {
        var space = symbol?.ContainingNamespace;
        while (space?.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space?.Name == "System" && symbol!.Locations.Length > 0 && !symbol.Locations[0].IsInSource;
    }
}
