using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK018: of all addresses a name has, only the first is tried (RFC 1123 §2.3, RFC 8305).</summary>
public sealed class SOCK018_FirstAddressOnly : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.FirstAddressOnly, Categories.Connections, DiagnosticSeverity.Info,
        "Only the first address of a name is tried",
        "Try every address of `{0}`: the first may be of a family that this network does not carry, and `Connect` takes the whole array");

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Variables;

    internal override void Check(SocketMethod method, Reporter report)
    {
        // Whoever listens chooses one address of its own.
        CheckKept(method, report);
        if (
            !method.Calls.Any(IsConnect)
            && !method.Operations.Any(operation =>
                operation is IObjectCreationOperation made && SocketTypes.IsTcpClient(made.Type) && made.Arguments.Length > 0)
        )
            return;
        if (method.Calls.Any(call => call.TargetMethod.Name is "Bind" or "Listen"))
            return;
        foreach (var operation in method.Operations)
        {
            var array = ArrayOf(operation) is { } taken && IsOnlyOne(taken, operation, method) ? taken
                : operation is IArgumentOperation argument ? ArrayOfOut(argument, method)
                : ArrayOfHelper(operation, method);
            if (
                array is null
                || operation.Loop() is not null
                || operation.IsShown()
                || operation.SameValue().Parent is IPropertyReferenceOperation
            )
                continue;
            report.At(operation is IArgumentOperation ? operation.Parent!.Syntax : operation.Syntax, array.Text());
        }
    }

    /// <summary>The addresses of which a method of this file puts the first into an <c>out</c> parameter.</summary>
    private static IOperation? ArrayOfOut(IArgumentOperation argument, SocketMethod method) =>
        argument is { Parameter: { RefKind: RefKind.Out, Type.Name: "IPAddress" } parameter }
        && parameter.OriginalDefinition is { ContainingSymbol: IMethodSymbol { IsVirtual: false, IsOverride: false } target } own
        && Methods.Of(method.File).With(target) is { } helper
        && helper.Assigned(own) is { Count: 1 } given
        && given[0].Unwrap() is { } first
        && first.Loop() is null
        && ArrayOf(first) is { } array
        && IsOnlyOne(array, first, helper)
            ? array
            : null;

    /// <summary>The array of which an operation takes the first.</summary>
    private static IOperation? ArrayOf(IOperation? operation) => operation switch
    {
        IForEachLoopOperation { Collection: var all, Body: IBlockOperation { Operations: { Length: > 1 } steps } body }
            when steps[steps.Length - 1] is IBranchOperation { BranchKind: BranchKind.Break }
                && !body.Descendants().Any(part => part is IBranchOperation { BranchKind: BranchKind.Continue } or ITryOperation) =>
            all,
        IForEachLoopOperation { Collection: var all, Body: IBlockOperation { Operations: { Length: > 0 } steps } body }
            when steps[steps.Length - 1] is ITryOperation tried && NeverComesAgain(tried)
                && !body.Descendants().Any(part => part is IBranchOperation { BranchKind: BranchKind.Continue }) =>
            all,
        IIsPatternOperation { Pattern: var pattern } test when TakesFirst(pattern) => test.Value,
        IInvocationOperation { TargetMethod: { Name: "ElementAt" or "ElementAtOrDefault" or "GetValue" } } at
            when at.Arguments[at.Arguments.Length - 1].Value.IsConstant(0) => at.Receiver(),
        IArrayElementReferenceOperation { Indices.Length: 1 } element
            when element.Indices[0].IsConstant(0) || IsOfOne(element.Indices[0]) => element.ArrayReference,
        IInvocationOperation { TargetMethod: { Name: "Take", ContainingType.Name: "Enumerable" }, Arguments.Length: 2 } few
            when few.Arguments[1].Value.IsConstant(1) => few.Arguments[0].Value,
        IInvocationOperation
        {
            TargetMethod: { Name: "First" or "FirstOrDefault", ContainingType.Name: "Enumerable" },
            Arguments.Length: 1
        } first => first.Arguments[0].Value,
        _ => null,
    };

    /// <summary>Whether the guarded block ends with a way out of the loop, and every handler throws.</summary>
    private static bool NeverComesAgain(ITryOperation tried) =>
        tried.Catches.Length > 0
        && tried.Body.Operations.LastOrDefault() is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break }
        && tried.Catches.All(handler =>
            handler.Handler.Operations.LastOrDefault()
                is IThrowOperation
                    or IExpressionStatementOperation { Operation: IThrowOperation });

    /// <summary><c>..1</c>, <c>0..1</c>.</summary>
    private static bool IsOfOne(IOperation index) =>
        index is IRangeOperation { LeftOperand: var from, RightOperand: { } to }
        && (from is null || from.IsConstant(0))
        && to.IsConstant(1);

    /// <summary>Whether it is the addresses of a name, and no other of them is used.</summary>
    private static bool IsOnlyOne(IOperation array, IOperation first, SocketMethod method) =>
        IsAddresses(array, method) && !UsesOthers(array, first, method);

    /// <summary>The addresses of which a property of this file gives the first.</summary>
    private static IOperation? ArrayOfProperty(IPropertyReferenceOperation asked, SocketMethod method)
    {
        if (
            asked.Property is not { Type.Name: "IPAddress", IsVirtual: false, IsOverride: false, DeclaringSyntaxReferences.Length: 1 }
            || Elsewhere.Given(asked.Property, method.File) is not { Count: 1 } given
            || given[0].Syntax.SyntaxTree != method.Model.SyntaxTree
            || given[0].Syntax.Ancestors().FirstOrDefault(node =>
                    node is AccessorDeclarationSyntax or PropertyDeclarationSyntax { ExpressionBody: not null })
                is not { } body
            || Methods.Of(method.File).At(body) is not { } getter)
            return null;
        var first = getter.Operations.FirstOrDefault(part => part.Syntax == given[0].Syntax && ArrayOf(part) is not null);
        return first is not null && first.Loop() is null && ArrayOf(first) is { } array && IsOnlyOne(array, first, getter) ? array : null;
    }

    /// <summary>The addresses of which a method of this file returns the first.</summary>
    private static IOperation? ArrayOfHelper(IOperation operation, SocketMethod method)
    {
        if (operation is IPropertyReferenceOperation asked)
            return ArrayOfProperty(asked, method);
        if (
            operation is not IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: 1 } target }
            || target.ReturnType.Result().Name != "IPAddress"
            || target.IsVirtual
            || target.IsOverride
            || Methods.Of(method.File).With(target.OriginalDefinition) is not { } helper
        )
            return null;
        foreach (var returned in helper.Operations.OfType<IReturnOperation>())
        {
            if (returned.ReturnedValue is not { } value || !returned.IsIn(target.OriginalDefinition))
                continue;
            var first = value.Unwrap() switch
            {
                ICoalesceOperation either => either.Value.Unwrap(),

                // `addresses is [var first, ..] ? first : throw …`
                IConditionalOperation { Condition: IIsPatternOperation { Pattern: IListPatternOperation list } test }
                    when list.Patterns.Any(part => part is ISlicePatternOperation) => test,
                var other => other,
            };
            if (first is not null && ArrayOf(first) is { } array && first.Loop() is null && IsOnlyOne(array, first, helper))
                return array;
        }

        return null;
    }

    /// <summary>The first address, kept in a private field that another member connects to.</summary>
    private static void CheckKept(SocketMethod method, Reporter report)
    {
        if (method.Calls.Any(call => call.TargetMethod.Name is "Bind" or "Listen"))
            return;
        foreach (var operation in method.Operations)
        {
            var (field, value) = operation switch
            {
                ISimpleAssignmentOperation { Target: IFieldReferenceOperation target } assignment => (target.Field, assignment.Value),
                IFieldInitializerOperation { InitializedFields.Length: 1 } initializer => (
                    initializer.InitializedFields[0], initializer.Value),
                _ => (null, null),
            };
            if (
                field is not
                {
                    DeclaredAccessibility: Accessibility.Private,
                    Type.Name: "IPAddress" or "Lazy" or "IPEndPoint" or "EndPoint"
                }
                || (field.Type.Name == "Lazy" ? MadeLater(value!) : AddressOf(value.Unwrap())) is not { } first
                || ArrayOf(first) is not { } array
                || !IsOnlyOne(array, first, method)
                || !IsConnectedTo(field, method)
            )
                continue;
            report.At(first.Syntax, array.Text());
        }
    }

    /// <summary>The address in an end point, or the value itself.</summary>
    private static IOperation? AddressOf(IOperation? value) =>
        value is IObjectCreationOperation { Type.Name: "IPEndPoint" } made ? made.Argument("address").Unwrap() : value;

    /// <summary>What the lambda of a <c>Lazy</c> brings.</summary>
    private static IOperation? MadeLater(IOperation value) =>
        value.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault()
            is { Body.Operations: { Length: 1 } only }
            && only[0] is IReturnOperation { ReturnedValue: { } made }
            ? made.Unwrap()
            : null;

    private static bool IsConnectedTo(IFieldSymbol field, SocketMethod method) =>
        field
            .ContainingType.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax(method.Cancellation).DescendantNodes())
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Connect" or "ConnectAsync" or "BeginConnect" }
                && call.ArgumentList.DescendantNodes()
                    .Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == field.Name));

    /// <summary><c>is [var first, ..]</c>, or <c>is not</c> of that.</summary>
    private static bool TakesFirst(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation not => TakesFirst(not.Pattern),
        IBinaryPatternOperation both => TakesFirst(both.LeftPattern) || TakesFirst(both.RightPattern),
        IListPatternOperation { Patterns: { Length: > 0 and <= 2 } parts } => parts[0]
            is IDeclarationPatternOperation { DeclaredSymbol: not null }
            && parts.Skip(1).All(part => part is ISlicePatternOperation { Pattern: null }),
        _ => false,
    };

    private static bool IsConnect(IInvocationOperation call) => call.TargetMethod.Name is "Connect" or "ConnectAsync" or "BeginConnect"
        && (SocketTypes.IsSocket(call.Receiver()?.Type) || SocketTypes.IsTcpClient(call.Receiver()?.Type));

    private static bool IsAddresses(IOperation array, SocketMethod method, int depth = 0) => array.Unwrap() switch
    {
        IPropertyReferenceOperation { Property: { Name: "AddressList", ContainingType.Name: "IPHostEntry" }, Instance: var entry } =>
            !IsOfThisMachine(entry, method, 0),
        IInvocationOperation
        {
            TargetMethod:
            {
                Name: "GetHostAddresses" or "GetHostAddressesAsync" or "EndGetHostAddresses",
                ContainingType.Name: "Dns"
            }
        } lookup => !IsOfThisMachine(lookup, method, 0),
        ILocalReferenceOperation local when depth < 4 => method.Values(local.Local).ToList() is { Count: > 0 } values
            && values.All(value => IsAddresses(value, method, depth + 1)),
        _ => false,
    };

    /// <summary>The addresses of this machine, or one that stands there as an address.</summary>
    private static bool IsOfThisMachine(IOperation? entry, SocketMethod method, int depth) => entry.Unwrap() switch
    {
        IInvocationOperation { TargetMethod.ContainingType.Name: "Dns", Arguments.Length: > 0 } lookup => lookup
            .Arguments[0]
            .Value.Unwrap() switch
        {
            { ConstantValue: { HasValue: true, Value: string name } } => name.Length == 0
                || name == "localhost"
                || System.Net.IPAddress.TryParse(name, out _),
            IInvocationOperation { TargetMethod: { Name: "GetHostName", ContainingType.Name: "Dns" } } => true,
            // `Dns.EndGetHostAddresses(Dns.BeginGetHostAddresses(name, null, null))`
            IInvocationOperation { TargetMethod.ContainingType.Name: "Dns" } begun when depth < 3 =>
                IsOfThisMachine(begun, method, depth + 1),
            ILocalReferenceOperation { Local: var begun } when depth < 3 && begun.Type.Name == "IAsyncResult" =>
                method.OnlyValue(begun) is { } lookedUp && IsOfThisMachine(lookedUp, method, depth + 1),
            _ => false,
        },
        ILocalReferenceOperation local when depth < 3 => method.OnlyValue(local.Local) is { } value
            && IsOfThisMachine(value, method, depth + 1),
        _ => false,
    };

    /// <summary>Whether the rest of the addresses is used somewhere else.</summary>
    private static bool UsesOthers(IOperation array, IOperation first, SocketMethod method)
    {
        var root = array.Unwrap() is IPropertyReferenceOperation { Instance: { } entry } ? entry.Root() : array.Root();
        return root is not null
            && method.References(root).Any(reference => !reference.IsWrite() && !reference.IsWithin(first) && !IsLength(reference));
    }

    private static bool IsLength(IOperation reference)
    {
        var parent = reference.Parent is IPropertyReferenceOperation { Property.Name: "AddressList" } list ? list.Parent : reference.Parent;
        return parent is IPropertyReferenceOperation { Property.Name: "Length" or "HostName" or "AddressFamily" }
            || parent is IArrayElementReferenceOperation { Indices.Length: 1 } again && again.Indices[0].IsConstant(0);
    }
}
