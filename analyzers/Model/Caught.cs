using Microsoft.CodeAnalysis;

namespace Kata.Analyzers.Model;

/// <summary>Which exceptions the type of a handler catches.</summary>
internal static class Caught
{
    /// <summary>Whether a handler of this type catches the exception. If the code waits for a task, an AggregateException is around the
    /// exception.</summary>
    public static bool IsFor(ITypeSymbol? caught, INamedTypeSymbol? thrown) =>
        caught is null or { SpecialType: SpecialType.System_Object } or { Name: "AggregateException" }
        || caught.Name == "TaskCanceledException" && thrown?.Name == "OperationCanceledException"
        || Derives(thrown, caught);

    public static bool Derives(ITypeSymbol? type, ITypeSymbol from)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SocketMethod.Same(type, from))
                return true;
        }

        return false;
    }
}
