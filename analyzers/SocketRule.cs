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

    internal abstract void Check(SocketMethod method, Reporter report);
}

/// <summary>Reports what one rule finds.</summary>
internal sealed class Reporter(DiagnosticDescriptor descriptor, Action<Diagnostic> report)
{
    private readonly HashSet<Location> seen = [];

    public void At(IOperation where, params object[] arguments) => At(where.Syntax, arguments);

    public void At(SyntaxNode where, params object[] arguments) => Report(where.GetLocation(), descriptor.DefaultSeverity, null, arguments);

    public void At(SyntaxNode where, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        Report(where.GetLocation(), descriptor.DefaultSeverity, properties, arguments);

    public void At(SyntaxNode where, DiagnosticSeverity severity, params object[] arguments) => Report(where.GetLocation(), severity, null, arguments);

    private void Report(Location location, DiagnosticSeverity severity, ImmutableDictionary<string, string?>? properties, object[] arguments)
    {
        if (seen.Add(location)) report(Diagnostic.Create(descriptor, location, severity, null, properties, arguments));
    }
}
