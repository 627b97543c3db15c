using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK013: one handler for a name that cannot be looked up and for a host that does not answer.</summary>
public sealed class SOCK013_LookupAndConnectionNotToldApart : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.LookupAndConnectionNotToldApart, Categories.Errors, DiagnosticSeverity.Info,
        "A failed lookup and a failed connection are not told apart",
        "Look at `{0}.SocketErrorCode`: a name that cannot be looked up and a host that cannot be reached both end up in this `catch`");

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Variables;

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var guarded in method.All<ITryOperation>())
        {
            var calls = method.CallsIn(guarded);
            var connects = calls.Where(call => IsConnect(call) || ConnectsByName(call, method)).ToList();
            if (
                !connects.Any(call => ByName(call) || ConnectsByName(call, method))
                && !(connects.Count > 0 && calls.Any(NetworkCalls.IsLookup)))
                continue;

            var handlers = guarded.Catches.Where(handler => NetworkCalls.IsFor(handler, connects[0], method)).ToList();
            if (handlers.Count == 0 || handlers.Any(handler => handler.Filter is { } filter && !AsksForTypeOnly(filter)))
                continue;
            var first = handlers[0];
            if (TellsApart(first) || GoesOnOrAnswersNo(first, method))
                continue;
            var variable = (first.ExceptionDeclarationOrExpression as IVariableDeclaratorOperation)?.Symbol.Name ?? "exception";
            var clause = (CatchClauseSyntax)first.Syntax;
            report.At(clause.Declaration is { } declaration ? declaration : clause.Block, variable);
        }
    }

    /// <summary>A method of this file that connects by name and lets the failure pass.</summary>
    private static bool ConnectsByName(IOperation operation, SocketMethod method) =>
        operation is IInvocationOperation { TargetMethod: var target }
        && !SocketTypes.IsOfSystem(target)
        && !SocketMethod.Same(target.OriginalDefinition, method.Member)
        && method.File.The(() => new Connecting()).Of(target.OriginalDefinition, method.File);

    /// <summary>The methods that do, each looked into once.</summary>
    private sealed class Connecting
    {
        private readonly Dictionary<ISymbol, bool> known = new(SymbolEqualityComparer.Default);

        public bool Of(IMethodSymbol target, SocketFile file)
        {
            if (!known.TryGetValue(target, out var answer))
                known[target] = answer =
                    Methods.Of(file).With(target) is { } helper
                    && helper
                        .Of(target)
                        .Any(inside => IsConnect(inside) && ByName(inside) && !NetworkCalls.IsCaught(inside, helper));
            return answer;
        }
    }

    private static bool IsConnect(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.Name: "BeginConnect" } begin => SocketTypes.IsTcpClient(begin.Receiver()?.Type)
            || SocketTypes.IsSocket(begin.Receiver()?.Type),
        IInvocationOperation { TargetMethod.Name: "Connect" or "ConnectAsync" } call => NetworkCalls.IsOnSocket(call)
            && !SocketTypes.IsUdpClient(call.Receiver()?.Type),
        IObjectCreationOperation creation => SocketTypes.IsTcpClient(creation.Type) && creation.Argument("hostname") is not null,
        _ => false,
    };

    /// <summary>A connect that looks the name up itself. A literal address needs no lookup.</summary>
    private static bool ByName(IOperation connect)
    {
        var name = connect switch
        {
            IInvocationOperation call => call.Argument("host", "hostname"),
            IObjectCreationOperation creation => creation.Argument("hostname"),
            _ => null,
        };
        if (
            connect is IInvocationOperation to
            && to.Argument("remoteEP").Unwrap() is IObjectCreationOperation { Type.Name: "DnsEndPoint" } place)
            name = place.Argument("host");
        return name is { Type.SpecialType: SpecialType.System_String }
            && !(name.ConstantValue is { HasValue: true, Value: string literal } && System.Net.IPAddress.TryParse(literal, out _));
    }

    /// <summary>The handler looks at the error, or hands it to somebody who may, or does nothing at all (which another rule
    /// sees).</summary>
    private static bool TellsApart(ICatchClauseOperation handler)
    {
        if (handler.Handler.Operations.Length == 0)
            return true;
        return handler.Handler.DescendantsAndSelf().Any(operation => operation switch
        {
            // Thrown on as it is, or within another, it still says which of the two it was.
            IThrowOperation { Exception: null } => true,
            IThrowOperation { Exception: { } thrown } => thrown.Unwrap() is not IObjectCreationOperation { Arguments: var told }
                || told.Any(argument => argument.Value.Unwrap()?.ConstantValue.HasValue != true),
            IPropertyReferenceOperation
            {
                Property.Name: "SocketErrorCode" or "ErrorCode" or "NativeErrorCode" or "HResult" or "InnerException"
            } => true,
            IIsPatternOperation test => !AsksForTypeOnly(test),
            ISwitchExpressionOperation choice => choice.Arms.Any(arm => arm.Guard is not null || !IsTypeOnly(arm.Pattern)),
            ISwitchOperation => true,

            // Its own message says which of the two it was, unless a text beside it says that it was the connection.
            ILocalReferenceOperation reference => Caught.Derives(reference.Type, handler.ExceptionType)
                && !IsAskedForItsType(reference)
                && !(reference.Parent is IPropertyReferenceOperation { Property.Name: "Message" } && SpeaksOfConnecting(handler)),
            _ => false,
        });
    }

    /// <summary>The handler goes on with the next or tries again, in a loop, and waits before it at most; or the method only answers
    /// whether the host is there.</summary>
    private static bool GoesOnOrAnswersNo(ICatchClauseOperation handler, SocketMethod method) =>
        handler.Loop() is not null && handler.Handler.Operations.All(IsStepToNext)
        || handler.Handler.Operations is { Length: 1 } only
            && only[0] is IReturnOperation { ReturnedValue: { } answer }
            && answer.Unwrap()?.ConstantValue is { HasValue: true, Value: false }
            && method.Member is IMethodSymbol { Name: var name } member
            && member.ReturnType.Result().SpecialType == SpecialType.System_Boolean
            && (Question.IsMatch(name) || handler.ExceptionType.Name is "Object" or "Exception");

    private static readonly Regex Question = new(
        "^(Is|Can|Has|Check|Test|Probe|Ping)[A-Z]",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    private static bool IsStepToNext(IOperation statement) => statement switch
    {
        IBranchOperation { BranchKind: BranchKind.Continue } => true,
        IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "Sleep" } } => true,
        IExpressionStatementOperation { Operation: IAwaitOperation { Operation: var wait } } => wait.Unwrap()
            is IInvocationOperation { TargetMethod.Name: "Delay" },
        _ => false,
    };

    /// <summary>The type is the same for both.</summary>
    private static bool IsAskedForItsType(ILocalReferenceOperation error) => error.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "GetType" } => true,
        IIsTypeOperation or IIsPatternOperation or ISwitchExpressionOperation => true,
        _ => false,
    };

    /// <summary><c>error is SocketException or IOException</c>: which of the two types it is, and nothing more.</summary>
    private static bool AsksForTypeOnly(IOperation test) => test.Unwrap() switch
    {
        IIsTypeOperation => true,
        IIsPatternOperation { Pattern: var pattern } => IsTypeOnly(pattern),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => AsksForTypeOnly(either.LeftOperand)
            && AsksForTypeOnly(either.RightOperand),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var asked } => AsksForTypeOnly(asked),
        _ => false,
    };

    private static bool IsTypeOnly(IPatternOperation pattern) => pattern switch
    {
        ITypePatternOperation or IDiscardPatternOperation => true,
        IDeclarationPatternOperation { DeclaredSymbol: null } => true,
        IBinaryPatternOperation both => IsTypeOnly(both.LeftPattern) && IsTypeOnly(both.RightPattern),
        INegatedPatternOperation not => IsTypeOnly(not.Pattern),
        _ => false,
    };

    private static bool SpeaksOfConnecting(ICatchClauseOperation handler) => handler.Handler.Descendants().Any(part =>
        part.ConstantValue is { HasValue: true, Value: string text } && text.IndexOf("connect", StringComparison.OrdinalIgnoreCase) >= 0
        && text.IndexOf("reconnect", StringComparison.OrdinalIgnoreCase) < 0);
}
