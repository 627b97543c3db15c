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

    /// <summary>How much of a body this depends on.</summary>
    internal virtual Sight SightOf(DiagnosticDescriptor saying) => Sight.Body;

    internal abstract void Check(SocketMethod method, Reporter report);
}

/// <summary>How much of a body a rule has looked at when it says something. This matters where a part of the body is still to be
/// written.</summary>
internal enum Sight
{
    /// <summary>All of the body, and what is missing in it.</summary>
    Body,

    /// <summary>All uses of the variables that are mentioned at the place.</summary>
    Variables,

    /// <summary>All uses of these variables, but for sockets, clients and network streams. Of these it matters only what they
    /// are.</summary>
    Data,

    /// <summary>The place, and what these variables hold when it is reached.</summary>
    Before,

    /// <summary>The place alone, and the values that are assigned to these variables.</summary>
    Place,
}

/// <summary>Reports what one rule finds.</summary>
/// <param name="link">Gives a descriptor the address of its page.</param>
/// <param name="knows">Whether what is said of a place can be known; null where the body is finished.</param>
internal sealed class Reporter(
    DiagnosticDescriptor descriptor,
    Func<DiagnosticDescriptor, DiagnosticDescriptor> link,
    Action<Diagnostic> report,
    Func<SyntaxNode, DiagnosticDescriptor, bool>? knows = null)
{
    private readonly HashSet<Location> seen = [];

    public void At(IOperation where, params object[] arguments) => At(where.Syntax, arguments);

    public void At(SyntaxNode where, DiagnosticDescriptor saying, params object?[] arguments) => At(where, saying, null, arguments);

    public void At(
        SyntaxNode where,
        DiagnosticDescriptor saying,
        ImmutableDictionary<string, string?>? properties,
        params object?[] arguments
    ) => Report(where, saying, saying.DefaultSeverity, properties, arguments);

    public void At(SyntaxNode where, params object[] arguments) =>
        Report(where, descriptor, descriptor.DefaultSeverity, null, arguments);

    public void At(SyntaxNode where, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        Report(where, descriptor, descriptor.DefaultSeverity, properties, arguments);

    public void At(SyntaxNode where, DiagnosticSeverity severity, params object[] arguments) =>
        Report(where, descriptor, severity, null, arguments);

    private void Report(
        SyntaxNode where,
        DiagnosticDescriptor saying,
        DiagnosticSeverity severity,
        ImmutableDictionary<string, string?>? properties,
        object?[] arguments)
    {
        if (knows is not null && !knows(where, saying))
            return;
        var location = where.GetLocation();
        if (seen.Add(location))
            report(Diagnostic.Create(link(saying), location, severity, null, properties, arguments));
    }
}
