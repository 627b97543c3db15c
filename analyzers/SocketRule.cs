using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace Kata.Analyzers;

/// <summary>One rule about sockets: its descriptor, and its look at one member.</summary>
public abstract class SocketRule
{
    /// <summary>Identifier, default severity and wording.</summary>
    public abstract DiagnosticDescriptor Descriptor { get; }

    /// <summary>All that the rule can say: <see cref="Descriptor"/>, and the same with other messages.</summary>
    public virtual ImmutableArray<DiagnosticDescriptor> Descriptors => ImmutableArray.Create(Descriptor);

    internal abstract void Check(SocketMethod method, Reporter report);
}

/// <summary>Reports what one rule finds.</summary>
/// <param name="link">Gives a descriptor the address of its page.</param>
internal sealed class Reporter(
    DiagnosticDescriptor descriptor,
    Func<DiagnosticDescriptor, DiagnosticDescriptor> link,
    Action<Diagnostic> report)
{
    private readonly HashSet<Location> seen = [];

    public void At(IOperation where, params object[] arguments) => At(where.Syntax, arguments);

    public void At(SyntaxNode where, DiagnosticDescriptor saying, params object?[] arguments) => At(where, saying, null, arguments);

    public void At(
        SyntaxNode where,
        DiagnosticDescriptor saying,
        ImmutableDictionary<string, string?>? properties,
        params object?[] arguments
    ) => Report(where.GetLocation(), saying, saying.DefaultSeverity, properties, arguments);

    public void At(SyntaxNode where, params object[] arguments) =>
        Report(where.GetLocation(), descriptor, descriptor.DefaultSeverity, null, arguments);

    public void At(SyntaxNode where, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        Report(where.GetLocation(), descriptor, descriptor.DefaultSeverity, properties, arguments);

    public void At(SyntaxNode where, DiagnosticSeverity severity, params object[] arguments) =>
        Report(where.GetLocation(), descriptor, severity, null, arguments);

    private void Report(
        Location location,
        DiagnosticDescriptor saying,
        DiagnosticSeverity severity,
        ImmutableDictionary<string, string?>? properties,
        object?[] arguments)
    {
        if (seen.Add(location))
            report(Diagnostic.Create(link(saying), location, severity, null, properties, arguments));
    }
}
