using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK012: a failure in a program's own flow that nobody catches: of a socket call, or of its own code about what the peer
/// sent.</summary>
public sealed class SOCK012_ErrorNotHandled : SocketRule
{
    /// <summary>The property of the diagnostic that names the exception, for the fix: where a handler around the statement is
    /// right.</summary>
    internal const string ExceptionProperty = "exception";

    private static readonly DiagnosticDescriptor NotCaught = Rule.Create(
        RuleIds.ErrorNotHandled, Categories.Errors, DiagnosticSeverity.Warning,
        "An error of the network is not handled",
        "Catch `{0}` around `{1}`: no handler between this call and `Main` does, so {2} when {3}",
        enabled: false);

    private static readonly DiagnosticDescriptor RefusalNotCaught = NotCaught.Saying(
        "Catch `{0}` before it leaves `Main`: no handler does, so {1} when the peer sends what {2}");

    public override DiagnosticDescriptor Descriptor => NotCaught;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = ImmutableArray.Create(NotCaught, RefusalNotCaught);

    internal override void Check(SocketMethod method, Reporter report)
    {
        // A file without an entry point is no program's own flow as far as can be seen.
        if (!method.File.HasEntryPoint())
            return;
        CheckCalls(method, report);
        CheckRefusals(method, report);
    }

    private static void CheckCalls(SocketMethod method, Reporter report)
    {
        var functions = new HashSet<IOperation?>();
        var ways = new Dictionary<(ISymbol, ISymbol, ISymbol?), (bool IsOpen, WayUp Way)>();
        var all = method.Operations.Where(operation => NetworkCalls.Is(operation, method)).ToList();
        var calls = all.Where(call => !NetworkCalls.GivesError(call, method.File) && !StaysHere(call));
        foreach (var call in calls)
        {
            // Making a socket hardly ever fails, and its first use comes soon. Where it is all that a method does, it counts.
            if (
                call is IObjectCreationOperation { Type: var made }
                && SocketTypes.IsSocket(made)
                && (
                    all.Any(other => other != call && (other.Function() == call.Function() || other is IInvocationOperation))
                    || method.Calls.Any(other => other.Function() == call.Function()
                        && (IsGivenASocket(other) || method.File.Converses(other.TargetMethod))))
            )
                continue;

            // One finding a function is enough to learn from.
            if (functions.Contains(call.Function()) || FunctionOf(call, method) is not { } symbol)
                continue;
            foreach (var (thrown, token) in Missing(call, method))
            {
                // The same way for each call of the function.
                if (!ways.TryGetValue((thrown, symbol, token), out var known))
                {
                    var up = new WayUp(thrown, method.File);
                    ways[(thrown, symbol, token)] = known = (up.IsOpen(symbol, token), up);
                }

                if (!known.IsOpen)
                    continue;
                var way = known.Way;
                functions.Add(call.Function());
                var when = thrown.Name == "OperationCanceledException" ? "its token is cancelled" : "the network fails";
                report.At(call.Syntax, NotCaught, ImmutableDictionary<string, string?>.Empty.Add(ExceptionProperty, thrown.Name),
                    thrown.Name, NetworkCalls.Name(call), End(way), when);
                break;
            }
        }
    }

    /// <summary>Whether it takes any free port of this machine's own addresses, or connects to the program's own end.</summary>
    private static bool StaysHere(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "Bind" or "Connect" or "ConnectAsync" } call
        && call.Argument("localEP", "remoteEP")?.Unwrap() switch
        {
            IObjectCreationOperation { Type.Name: "IPEndPoint" } end =>
                end.Argument("port")?.ConstantValue is { Value: 0 }
                && end.Argument("address")?.Unwrap()
                    is IFieldReferenceOperation { Field: { IsStatic: true, ContainingType.Name: "IPAddress" } },
            IPropertyReferenceOperation { Property.Name: "LocalEndPoint" } => true,
            _ => false,
        };

    /// <summary>Whether a method of the program goes on with a socket, be it in a lambda or an iterator.</summary>
    private static bool IsGivenASocket(IInvocationOperation call) =>
        call.TargetMethod.DeclaringSyntaxReferences.Length > 0
        && call.Arguments.Any(argument => SocketTypes.IsSocket(argument.Value.Type));

    /// <summary>What the program itself throws when it refuses what the peer sent, and what decoding throws that was asked to.</summary>
    private static void CheckRefusals(SocketMethod method, Reporter report)
    {
        var found = new HashSet<(IOperation?, string)>();
        foreach (var operation in method.Operations)
        {
            if (operation.Kind is not (OperationKind.Throw or OperationKind.Invocation))
                continue;
            var (thrown, what) = operation switch
            {
                IThrowOperation { Exception: { } exception }
                    when exception.Unwrap() is IObjectCreationOperation { Type: INamedTypeSymbol type } && IsRefusal(type) => (
                    type,
                    "it refuses"),
                IInvocationOperation when StrictText.Is(operation, method) => (method.Types.DecoderFallbackException, "is no text"),
                _ => (null, ""),
            };
            if (
                thrown is null
                || found.Contains((operation.Function(), thrown.Name))
                || Handlers.IsCaught(operation, thrown)
                || FunctionOf(operation, method) is not { } symbol
            )
                continue;
            if (operation is IThrowOperation && !method.File.Receives(symbol))
                continue;
            var way = new WayUp(thrown, method.File);
            if (!way.IsOpen(symbol))
                continue;
            found.Add((operation.Function(), thrown.Name));
            report.At(
                operation is IThrowOperation refusal ? refusal.Exception!.Syntax : operation.Syntax,
                RefusalNotCaught,
                thrown.Name,
                End(way),
                what);
        }
    }

    private static string End(WayUp way) =>
        way.IsInTask ? "its task ends with it unnoticed" : "the program ends with a stack trace";

    /// <summary>What a method says of what it was sent: the framework's exceptions for data, and the program's own. Those for mistakes of a
    /// caller are another matter.</summary>
    private static bool IsRefusal(INamedTypeSymbol type) =>
        SocketTypes.IsOrDerives(type, "IOException", "IO")
        || SocketTypes.IsOrDerives(type, "InvalidDataException", "IO")
        || SocketTypes.IsOrDerives(type, "FormatException", "System")
        || SocketTypes.IsOrDerives(type, "ProtocolViolationException", "Net")
        || SocketTypes.IsOrDerives(type, "DecoderFallbackException", "Text")
        || type.Locations.Any(location => location.IsInSource)
            && !SocketTypes.IsOrDerives(type, "ArgumentException", "System")
            && !SocketTypes.IsOrDerives(type, "InvalidOperationException", "System");

    /// <summary>The function an operation is in. Nobody knows who runs a lambda; a local function is followed like a method.</summary>
    private static IMethodSymbol? FunctionOf(IOperation operation, SocketMethod method) => operation.Function() switch
    {
        null => method.Member as IMethodSymbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => null,
    };

    /// <summary>The exceptions of the call that no handler of this member takes; with a token, where a caller's token is
    /// cancelled.</summary>
    private static IEnumerable<(INamedTypeSymbol Exception, IParameterSymbol? Token)> Missing(IOperation call, SocketMethod method)
    {
        var places = ThrowingPlaces(call, method);
        if (NetworkCalls.Thrown(call, method) is { } failure && !IsCaught(failure))
            yield return (failure, null);
        if (IsClosedByOthers(call, method) && method.Types.ObjectDisposedException is { } closed && !IsCaught(closed))
            yield return (closed, null);
        if (
            method.Types.OperationCanceledException is not { } cancelled
            || IsKept(call, method)
            || Tokens.Of(call) is not { } token
            || IsCaught(cancelled)
        )
            yield break;
        if (Tokens.Parameter(token) is { } parameter)
            yield return (cancelled, parameter);
        else if (Tokens.HasDeadline(call, method) || Tokens.IsCancelled(token, method.File))
            yield return (cancelled, null);

        bool IsCaught(INamedTypeSymbol thrown) => places.All(place => Handlers.IsCaught(place, thrown));
    }

    /// <summary>Where the failure of the call comes out: where its task is awaited that is kept in a variable, else at the call.</summary>
    private static IReadOnlyList<IOperation> ThrowingPlaces(IOperation call, SocketMethod method) =>
        Awaits(call, method) is { Count: > 0 } awaits ? awaits : [call];

    private static List<IOperation> Awaits(IOperation call, SocketMethod method)
    {
        if (call.SameValue() is not { Type.Name: "Task" or "ValueTask" } value)
            return [];
        var task = value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment
                when assignment.Value == value => local,
            _ => null,
        };
        return task is null
            ? []
            : method
                .References(task)
                .Select(reference => reference.SameValue())
                .Where(awaited => awaited is IAwaitOperation && awaited.Function() == call.Function())
                .ToList();
    }

    /// <summary>Whether the call only begins something, and its task goes elsewhere: the code that awaits it there gets the
    /// exception.</summary>
    private static bool IsKept(IOperation call, SocketMethod method) =>
        call.SameValue() is { Type.Name: "Task" or "ValueTask", Parent: not IReturnOperation } && Awaits(call, method).Count == 0;

    /// <summary>Whether a handler of an event closes the socket, as one for Ctrl-C does: then a pending call fails with
    /// ObjectDisposedException too.</summary>
    private static bool IsClosedByOthers(IOperation call, SocketMethod method) =>
        call is IInvocationOperation invocation
        && invocation.Receiver().Root() is ILocalSymbol socket
        && method
            .References(socket)
            .Any(reference =>
                reference.Function() is IAnonymousFunctionOperation handler
                && handler != call.Function()
                // A handler after the call is registered too late for it.
                && handler.Syntax.SpanStart < call.Syntax.SpanStart
                && reference.Parent is IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" });
}
