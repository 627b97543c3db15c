using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>What the calls of a method in this file give it to read from.</summary>
internal static class GivenSources
{
    /// <summary>Whether every call in this file gives the console, a file or memory: there is no peer then.</summary>
    public static bool AreOfThisMachine(IParameterSymbol given, SocketMethod method)
    {
        var known = method.File.The(() => new Answers());
        if (!known.TryGetValue(given, out var answer))
            known[given] = answer = given.ContainingSymbol is IMethodSymbol target
                && method.File.Sites(target) is { Count: > 0 } sites
                && sites.All(site => IsOfThisMachine(Argument(method.Model.GetOperation(site, method.Cancellation), given)));
        return answer;
    }

    private sealed class Answers() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static IOperation? Argument(IOperation? site, IParameterSymbol given) => (site switch
    {
        IInvocationOperation call => call.Arguments,
        IObjectCreationOperation made => made.Arguments,
        _ => System.Collections.Immutable.ImmutableArray<IArgumentOperation>.Empty,
    }).FirstOrDefault(argument => argument.Parameter?.Ordinal == given.Ordinal)?.Value.Unwrap();

    private static bool IsOfThisMachine(IOperation? source) =>
        source?.Type?.Name is "StringReader" or "MemoryStream" or "FileStream"
        || source is IPropertyReferenceOperation { Property: { Name: "In", ContainingType.Name: "Console" } }
            or IInvocationOperation { TargetMethod: { Name: "OpenStandardInput", ContainingType.Name: "Console" } }
            or IInvocationOperation { TargetMethod.ContainingType.Name: "File" };
}
