using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK015: a socket, client or listener that some path, exceptions included, leaves open.</summary>
public sealed class SOCK015_NotDisposed : SocketRule
{
    private static readonly DiagnosticDescriptor Never = Rule.Create(
        RuleIds.NotDisposed, Categories.Connections, DiagnosticSeverity.Warning,
        "A socket, client or listener is not disposed on every path",
        "Dispose `{0}`: declare it with `using`");

    private static readonly DiagnosticDescriptor NeverClosed = Never.Saying(
        "Dispose `{0}` after its last use: put `using ({0})` around the code that uses it");

    private static readonly DiagnosticDescriptor NotOnEveryPath = Never.Saying(
        "Dispose `{0}` on every path: an exception or an early return leaves it open, `using` does not");

    private static readonly DiagnosticDescriptor NotWhereUnconnected = Never.Saying(
        "Dispose `{0}` on every path: where connecting fails, there is no stream yet whose end would close it", DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor NotKept = Never.Saying(
        "Keep the {0} in a `using` variable: here no code can dispose of it");

    private static readonly DiagnosticDescriptor DisposedByNobody = Never.Saying(
        "Dispose `{0}` in `{1}.Dispose`: now the disposal of a `{1}` leaves it open");

    private static readonly DiagnosticDescriptor SuggestedForFields = Never.Saying(
        "Dispose `{0}` in `{1}.Dispose`: now the disposal of a `{1}` leaves it open", DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor Suggested = Never.Saying(
        "Dispose `{0}`: declare it with `using`", DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor LostWhereNotReturned = Never.Saying(
        "Dispose `{0}` where it is not returned: the path on which something failed leaves it open");

    private static readonly DiagnosticDescriptor DisposedTooEarly = Never.Saying(
        "Leave `{0}` open where this succeeds: its `using` disposes it before the caller can use what is returned");

    private static readonly DiagnosticDescriptor DisposedUnderTask = Never.Saying(
        "Let `{1}` dispose `{0}` when it is done: no code waits for it here, and the `using` closes `{0}` while it runs");

    public override DiagnosticDescriptor Descriptor => Never;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create([
            Never,
            NeverClosed,
            NotOnEveryPath,
            NotWhereUnconnected,
            NotKept,
            LostWhereNotReturned,
            DisposedByNobody,
            DisposedTooEarly,
            DisposedUnderTask,
            SuggestedForFields,
            Suggested,
        ]);

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Variables;

    internal override void Check(SocketMethod method, Reporter report)
    {
        CheckOthers(method, report);
        CheckFields(method, report);
        CheckOuts(method, report);
        CheckEach(method, report);
        CheckUsings(method, report);
        foreach (var creation in method.Operations)
        {
            CheckDerived(creation, method, report);
            var awaited = creation is IAwaitOperation wait && MadeSockets.ByTask(wait, method);
            if (!MadeSockets.Here(creation, method) && !awaited && !MadeSockets.ByHelper(creation, method))
                continue;
            var value = creation.ChosenValue();
            if (value.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation })
            {
                report.At(creation.Syntax, NotKept, creation.Type?.Name ?? "socket");
                continue;
            }

            if (IsUsedAndLost(value))
            {
                report.At(creation.Syntax, NotKept, creation.Type?.Name ?? "socket");
                continue;
            }

            // `if (await AcceptAsync() is { } guest)`
            if (value.Parent is IIsPatternOperation { Pattern: var pattern } && Named(pattern) is { } guest)
            {
                if (IsNeverClosed(guest, creation, method))
                    report.At(creation.Syntax, NeverClosed, guest.Name);
                continue;
            }

            var (local, write) = value.Parent switch
            {
                IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } when !Ownership.IsUsing(declarator) => (
                    declarator.Symbol,
                    (IOperation)declarator),
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: IExpressionStatementOperation } assignment =>
                    (target.Local, assignment),
                ICoalesceAssignmentOperation
                {
                    Target: ILocalReferenceOperation target,
                    Parent: IExpressionStatementOperation
                } assignment => (target.Local, assignment),
                _ => (null, null),
            };
            if (local is not null)
                CheckLocal(local, creation, awaited, method, report);
        }

        foreach (var apart in method.All<IDeconstructionAssignmentOperation>())
        {
            if (apart.Value.Unwrap() is not IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: 1 } helper } call)
                continue;
            for (var place = 0; helper.ReturnType.Result() is INamedTypeSymbol { IsTupleType: true } tuple
                && place < tuple.TupleElements.Length; place++)
            {
                if (
                    SocketTypes.IsToBeDisposed(tuple.TupleElements[place].Type)
                    && call.TakenApartInto(place) is ILocalReferenceOperation { Local: var part }
                    && MadeSockets.InTuple(helper, place, method))
                    CheckLocal(part, call, awaited: false, method, report);
            }
        }
    }

    /// <summary>A socket that a method of this file makes, or accepts, and puts into an <c>out</c> parameter, where nothing in the caller
    /// closes it or hands it on.</summary>
    private static void CheckOuts(SocketMethod method, Reporter report)
    {
        foreach (var argument in method.All<IArgumentOperation>())
        {
            if (
                argument is not { Parameter: { RefKind: RefKind.Out } parameter, Parent: IInvocationOperation call }
                || !SocketTypes.IsToBeDisposed(parameter.Type)
                || LocalOf(argument.Value) is not { } local
                || !MadeSockets.ForParameter(parameter.OriginalDefinition, method))
                continue;
            if (!IsNeverClosed(local, call, method) || method.Assigned(local).Any(value => !SocketMethod.IsNull(value)))
                continue;
            report.At(call.Syntax, NeverClosed, local.Name);
        }
    }

    /// <summary>Whether nothing that is done with the variable closes it or hands it on.</summary>
    private static bool IsNeverClosed(ILocalSymbol local, IOperation creation, SocketMethod method) =>
        !method
            .References(local)
            .Any(use =>
                !use.IsWrite()
                && (
                    Ownership.EndsLife(use)
                    || Ownership.EndedByPart(use.SameValue().Parent, method, 0)
                    || Ownership.Leaves(use, creation, method)));

    /// <summary>The variable to which a pattern gives all that it is asked of.</summary>
    private static ILocalSymbol? Named(IPatternOperation pattern) => pattern switch
    {
        IRecursivePatternOperation { DeclaredSymbol: ILocalSymbol local } => local,
        IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol local } => local,
        _ => null,
    };

    /// <summary>The sockets that an iterator of this file makes or accepts, one after the other, where the loop over them closes
    /// none.</summary>
    private static void CheckEach(SocketMethod method, Reporter report)
    {
        foreach (var loop in method.All<IForEachLoopOperation>())
        {
            if (
                loop.Locals is not { Length: 1 } locals
                || !SocketTypes.IsToBeDisposed(locals[0].Type)
                || loop.Collection.Unwrap() is not IInvocationOperation { TargetMethod: var maker }
                || !MadeSockets.ByIterator(maker, method)
                || !IsNeverClosed(locals[0], loop, method))
                continue;
            report.At(loop.Collection.Syntax, NeverClosed, locals[0].Name);
        }
    }

    /// <summary>Finds a socket that its <c>using</c> disposes at the <c>return</c> of its stream, or of a task that still uses
    /// it.</summary>
    private static void CheckUsings(SocketMethod method, Reporter report)
    {
        foreach (var declarator in method.All<IVariableDeclaratorOperation>())
        {
            if (
                !SocketTypes.IsToBeDisposed(declarator.Symbol.Type)
                || declarator.Initializer is not { Value: var made }
                || !Ownership.IsUsing(declarator))
                continue;
            var uses = method.References(declarator.Symbol);
            if (uses.Any(reference => reference.Function() == declarator.Function() && IsGivenToCaller(reference, method, 0)))
                report.At(made.Syntax, DisposedTooEarly, declarator.Symbol.Name);
            else if (
                ScopeOf(declarator) is { Operations: { Length: > 0 } steps }
                && StartedLast(steps, method) is { } start
                && uses.Select(reference => StartedWith(reference, start, method)).FirstOrDefault(name => name is not null) is { } started)
                report.At(made.Syntax, DisposedUnderTask, declarator.Symbol.Name, started);
        }
    }

    /// <summary>The block at whose end a <c>using</c> disposes of its variable.</summary>
    private static IBlockOperation? ScopeOf(IVariableDeclaratorOperation declarator)
    {
        for (var above = declarator.Parent; above is not null and not IBlockOperation; above = above.Parent)
        {
            if (above is IUsingOperation statement)
                return statement.Body as IBlockOperation;
            if (above is IUsingDeclarationOperation)
                return above.Parent as IBlockOperation;
        }

        return null;
    }

    /// <summary>The work that the last effective statement starts, if it is neither awaited nor waited for.</summary>
    private static IOperation? StartedLast(ImmutableArray<IOperation> steps, SocketMethod method)
    {
        for (var place = steps.Length - 1; place >= 0; place--)
        {
            switch (steps[place])
            {
                case IExpressionStatementOperation { Operation: IInvocationOperation waiting }
                    when Shown.IsMessage(waiting) && MayWait(waiting):
                    return null;
                case IReturnOperation { ReturnedValue: null } or IBranchOperation or IEmptyOperation or ILocalFunctionOperation:
                case IExpressionStatementOperation { Operation: IInvocationOperation message }
                    when Shown.IsMessage(message) && !message.TargetMethod.Name.StartsWith("Read", System.StringComparison.Ordinal):
                    continue;
                case IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: IDiscardOperation } dropped }
                    when TaskUse.IsTask(dropped.Value.Type):
                    return dropped.Value.Unwrap();
                case IExpressionStatementOperation
                {
                    Operation: IInvocationOperation
                    {
                        TargetMethod: { Name: "Start", ContainingType.Name: "Thread" }, Instance: { } thread
                    }
                }:
                    return (thread.Unwrap() is ILocalReferenceOperation { Local: var kept } ? method.OnlyValue(kept) : thread).Unwrap();
                case IExpressionStatementOperation
                {
                    Operation: IInvocationOperation { TargetMethod.Name: "Add", Arguments: { Length: 1 } added } gathers
                } when SocketTypes.IsOfSystem(gathers.TargetMethod) && TaskUse.IsTask(added[0].Value.Type):
                    return added[0].Value.Unwrap();
                case IExpressionStatementOperation { Operation: IInvocationOperation call }:
                    return call;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Whether a message is shown only after something has come, such as the answer of the work that was started.</summary>
    private static bool MayWait(IInvocationOperation message) =>
        message.Descendants().Any(part => part switch
        {
            IAwaitOperation => true,
            IInvocationOperation { TargetMethod: var target } =>
                !SocketTypes.IsOfSystem(target) || target.Name is not ("Format" or "ToString"),
            IPropertyReferenceOperation { Property: var property } =>
                !SocketTypes.IsOfSystem(property) || property.Name is "Result" or "Value",
            _ => false,
        });

    /// <summary>What runs on with the socket after the call has returned: an <c>async</c> method of this file that is given it, or a lambda
    /// that a thread or task runs.</summary>
    private static string? StartedWith(IOperation reference, IOperation start, SocketMethod method)
    {
        if (!reference.IsWithin(start))
            return null;
        var given = reference.SameValue().Parent as IArgumentOperation;
        if (reference.Function() == start.Function())
            return given is { Parent: IInvocationOperation call, Parameter: { } parameter }
                && call == start
                && IsAsyncHelper(call, method)
                && UsesAfterAwait(call, parameter, method)
                ? call.TargetMethod.Name
                : null;
        if (reference.Function() is not IAnonymousFunctionOperation work || !Ownership.IsRunAside(work))
            return null;
        IOperation lambda = work;
        while (lambda.Parent is IDelegateCreationOperation or IConversionOperation)
            lambda = lambda.Parent;
        if (lambda.Parent?.Parent != start)
            return null;
        return given is { Parent: IInvocationOperation inner } ? inner.TargetMethod.Name
            : start is IInvocationOperation run ? $"{run.TargetMethod.ContainingType.Name}.{run.TargetMethod.Name}"
            : "Thread";
    }

    private static bool IsGivenToCaller(IOperation part, SocketMethod method, int depth)
    {
        if (depth > 4)
            return false;
        var value = part.SameValue();
        switch (value.Parent)
        {
            case IReturnOperation { Kind: OperationKind.Return }:
                return true;
            case ITupleOperation tuple:
                return IsGivenToCaller(tuple, method, depth + 1);
            case IInvocationOperation { TargetMethod.Name: "GetStream" } or IPropertyReferenceOperation { Property.Name: "Client" }:
                return IsGivenToCaller(value.Parent, method, depth + 1);
            case IInvocationOperation call when call.Instance == value && TaskUse.IsTask(call.Type):
                return IsReturnedTask(call, method);
            case IArgumentOperation { Parent: IInvocationOperation call, Parameter: { } given }
                when IsAsyncHelper(call, method) && UsesAfterAwait(call, given, method):
                return IsReturnedTask(call, method);
            case IArgumentOperation { Parent: IObjectCreationOperation { Type: var over } made }:
                return (SocketTypes.IsStream(over) || SocketTypes.IsTextReader(over) || SocketTypes.IsTextWriter(over))
                    && SocketTypes.IsOfSystem(over)
                    && IsGivenToCaller(made, method, depth + 1);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } }:
                return method.OnlyValue(kept) is not null
                    && method.References(kept).Any(reference =>
                        !reference.IsWrite()
                        // What a lambda returns goes to the code that calls the lambda.
                        && reference.Function() == part.Function()
                        && IsGivenToCaller(reference, method, depth + 1));
            default:
                return false;
        }
    }

    /// <summary>Whether the task, itself or made into another kind of task, is returned and not awaited.</summary>
    private static bool IsReturnedTask(IInvocationOperation call, SocketMethod method)
    {
        IOperation task = call;
        while (
            task.Parent is IInvocationOperation { TargetMethod.Name: "AsTask" or "Preserve" or "ContinueWith" or "WaitAsync" } next
            && SocketTypes.IsOfSystem(next.TargetMethod)
            && next.Instance == task)
            task = next;
        if (task.Parent is IConversionOperation { IsImplicit: true } converted)
            task = converted;
        return task.Parent is IReturnOperation { Kind: OperationKind.Return } && !IsAsync(call, method);
    }

    /// <summary>An <c>async</c> method of this file that awaits something: its task uses what it was given after it has been
    /// returned.</summary>
    private static bool IsAsyncHelper(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod is { IsAsync: true, DeclaringSyntaxReferences: { Length: 1 } declared } helper
        && TaskUse.IsTask(call.Type)
        && declared[0].SyntaxTree == method.Model.SyntaxTree
        && method.File.Converses(helper);

    /// <summary>Whether the helper mentions what it was given, or a stream or task that it has made of it, in its first <c>await</c> or
    /// behind that. A loop around the <c>await</c> comes back to what is before it.</summary>
    private static bool UsesAfterAwait(IInvocationOperation call, IParameterSymbol given, SocketMethod method)
    {
        var helper = call.TargetMethod.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
        var first = helper
            .DescendantTokens(node => node == helper || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .FirstOrDefault(token => token.IsKind(SyntaxKind.AwaitKeyword));
        if (first.Parent is not { } awaiting)
            return false;
        var loop = awaiting
            .AncestorsAndSelf()
            .TakeWhile(above => above != helper)
            .LastOrDefault(above => above is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or ForEachStatementSyntax);
        var from = loop is ForEachStatementSyntax each ? each.Statement.SpanStart : (loop ?? awaiting).SpanStart;
        return IsNamed(given.Name, 0);

        bool IsNamed(string name, int depth) =>
            depth < 4
            && helper.DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Where(use => use.Identifier.ValueText == name)
                .Any(use =>
                    use.SpanStart >= from
                    || use.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { } kept
                    && method.Model.GetDeclaredSymbol(kept, method.Cancellation) is ILocalSymbol { Type: var type }
                    && (SocketTypes.IsToBeDisposed(type)
                        || SocketTypes.IsStream(type)
                        || SocketTypes.IsTextReader(type)
                        || SocketTypes.IsTextWriter(type)
                        || TaskUse.IsTask(type))
                    && IsNamed(kept.Identifier.ValueText, depth + 1));
    }

    private static bool IsAsync(IOperation operation, SocketMethod method) => operation.Function() switch
    {
        ILocalFunctionOperation { Symbol.IsAsync: var local } => local,
        IAnonymousFunctionOperation { Symbol.IsAsync: var lambda } => lambda,
        _ => method.Member is IMethodSymbol { IsAsync: true },
    };

    /// <summary>An object of a class of this file that is a socket or client itself, and that nobody closes.</summary>
    private static void CheckDerived(IOperation creation, SocketMethod method, Reporter report)
    {
        if (
            creation is not IObjectCreationOperation { Type: INamedTypeSymbol { DeclaringSyntaxReferences: { Length: 1 } parts } type }
            || !(SocketTypes.IsSocket(type) || SocketTypes.IsTcpClient(type) || SocketTypes.IsUdpClient(type))
            || creation.SameValue().Parent
                is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } declarator }
            || Ownership.IsUsing(declarator)
            || parts[0].SyntaxTree != method.Model.SyntaxTree
            || ClosesItself(type, method)
            || !IsNeverClosed(local, creation, method))
            return;
        report.At(creation.Syntax, IsOfAProgramWithoutEnd(local, creation, method) ? Suggested : Never, local.Name);
    }

    /// <summary>Whether the class, or one that it derives from, says that it closes; what stands in another file may.</summary>
    private static bool ClosesItself(INamedTypeSymbol type, SocketMethod method)
    {
        for (var kind = type; kind is { DeclaringSyntaxReferences.Length: > 0 }; kind = kind.BaseType)
        {
            if (kind.DeclaringSyntaxReferences.Any(part =>
                    part.SyntaxTree != method.Model.SyntaxTree
                    || method.File.SaysIn(part.GetSyntax(method.Cancellation), "Close", "Dispose", "Disconnect")))
                return true;
        }

        return false;
    }

    private static ILocalSymbol? LocalOf(IOperation argument) =>
        argument.Unwrap() switch
        {
            ILocalReferenceOperation { Local: var local } => local,
            IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var local } } => local,
            _ => null,
        };

    /// <summary>A variable of this member that holds a socket which was made here, or by a helper for it.</summary>
    private static void CheckLocal(ILocalSymbol local, IOperation creation, bool awaited, SocketMethod method, Reporter report)
    {
        var leaving = method.References(local).Where(reference => Ownership.Leaves(reference, creation, method)).ToList();
        if (leaving.Count > 0)
        {
            if (!awaited
                && leaving.All(reference => IsReturned(reference, 0, method.File) && reference.Function() == creation.Function())
                && OpenEnds.IsLostOnTheWay(local, creation, method))
            {
                report.At(creation.Syntax, LostWhereNotReturned, local.Name);
            }

            return;
        }

        if (awaited && method.References(local).Any(reference => !reference.IsWrite() && Ownership.EndsLife(reference)))
            return;
        if (IsFreePort(local, method))
            return;
        var left = OpenEnds.Of(local, creation, method);
        if (left is Left.Always or Left.Sometimes && IsOfAProgramWithoutEnd(local, creation, method))
        {
            report.At(creation.Syntax, Suggested, local.Name);
            return;
        }

        switch (left)
        {
            case Left.Always:
                report.At(creation.Syntax, Never, local.Name);
                break;
            case Left.Unconnected:
                report.At(creation.Syntax, NotWhereUnconnected, local.Name);
                break;
            case Left.Sometimes:
                report.At(creation.Syntax, NotOnEveryPath, local.Name);
                break;
        }
    }

    /// <summary>Made by <c>Main</c> before a loop without end that uses it, or its stream: it is closed with the program, and so is a
    /// listener of <c>Main</c>. A listener that accepts in such a loop is meant to be there as long as the program is, whichever method has
    /// it.</summary>
    private static bool IsOfAProgramWithoutEnd(ILocalSymbol local, IOperation creation, SocketMethod method) =>
        (EntryPoints.Is(method.Member) || SocketTypes.IsTcpListener(local.Type) || Listens(local, method))
        && creation.Function() is null
        && creation.Loop() is null
        && (EntryPoints.Is(method.Member) && SocketTypes.IsTcpListener(local.Type)
            || method.References(local).Any(reference => IsInLoopWithoutEnd(reference) || IsOfStreamInLoop(reference, method)));

    private static bool Listens(ILocalSymbol socket, SocketMethod method) =>
        method.References(socket).Any(reference => reference.Parent is IInvocationOperation { TargetMethod.Name: "Listen" });

    private static bool IsInLoopWithoutEnd(IOperation reference) =>
        reference.Loops().Any(loop => loop is not IForEachLoopOperation && (LineFlow.NeverEnds(loop) || EndsByKey(loop)));

    /// <summary>A loop that only the one at the keyboard ends.</summary>
    private static bool EndsByKey(ILoopOperation loop) =>
        loop.Condition().Unwrap() is IUnaryOperation
        {
            OperatorKind: UnaryOperatorKind.Not,
            Operand: IPropertyReferenceOperation { Property: { Name: "KeyAvailable", ContainingType.Name: "Console" } }
        };

    private static bool IsOfStreamInLoop(IOperation client, SocketMethod method) =>
        client.Parent is IInvocationOperation { TargetMethod.Name: "GetStream" } stream
        && stream.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } }
        && method.References(kept).Any(IsInLoopWithoutEnd);

    /// <summary>A listener that only finds out which port is free: started, asked, stopped.</summary>
    private static bool IsFreePort(ILocalSymbol local, SocketMethod method) =>
        SocketTypes.IsTcpListener(local.Type)
        && method.References(local).Where(reference => !reference.IsWrite()).Select(reference => reference.SameValue().Parent).ToList()
            is var uses
        && uses.Any(use => use is IPropertyReferenceOperation { Property.Name: "LocalEndpoint" })
        && uses.All(use =>
            use
                is IInvocationOperation { TargetMethod.Name: "Start" or "Stop" }
                    or IPropertyReferenceOperation { Property.Name: "LocalEndpoint" or "Server" });

    /// <summary>Made, used through its stream or by one call, and never seen again: <c>new TcpClient(host,
    /// 37).GetStream().ReadByte()</c>.</summary>
    private static bool IsUsedAndLost(IOperation value)
    {
        if (value is not IObjectCreationOperation { Type: var made } || !SocketTypes.IsToBeDisposed(made))
            return false;
        if (value.Parent is IInvocationOperation { TargetMethod: { Name: "GetStream" } } stream && stream.Instance == value)
            return stream.SameValue().Parent is IInvocationOperation used
                && used.Instance == stream.SameValue()
                && used.TargetMethod.Name is not ("Dispose" or "Close" or "DisposeAsync");
        return value.Parent
                is IInvocationOperation
        {
            TargetMethod.Name: "Connect"
                        or "ConnectAsync"
                        or "Bind"
                        or "Start"
                        or "Send"
                        or "SendAsync"
                        or "SendTo"
                        or "SendToAsync"
                        or "Receive"
                        or "ReceiveAsync"
        } call
            && call.Instance == value
            && !call.Arguments.Any(argument => argument.Parameter?.Type.Name == "SocketAsyncEventArgs");
    }

    /// <summary>A field that a class makes itself and leaves out of its <c>Dispose</c>.</summary>
    private static void CheckFields(SocketMethod method, Reporter report)
    {
        if (
            method.Member is not { ContainingType: { DeclaringSyntaxReferences.Length: 1 } type }
            || method.Member is IMethodSymbol { MethodKind: not MethodKind.Constructor }
        )
            return;
        foreach (var operation in method.Operations)
        {
            var (field, made) = operation switch
            {
                ISimpleAssignmentOperation { Target: IFieldReferenceOperation target } assignment => (
                    target.Field,
                    assignment.Value.Unwrap()),
                IFieldInitializerOperation { InitializedFields.Length: 1 } initializer => (
                    initializer.InitializedFields[0],
                    initializer.Value.Unwrap()),
                _ => (null, null),
            };
            if (
                field is not { IsStatic: false, DeclaredAccessibility: Accessibility.Private }
                || made is not (IObjectCreationOperation or IInvocationOperation { TargetMethod.IsStatic: true })
            )
                continue;
            var all = method.File.Option("dotnet_code_quality.sock015.disposables") == "all";
            if (!SocketTypes.IsToBeDisposed(made.Type) && !(all && IsDisposable(field.Type)))
                continue;
            var declaration = type.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
            if (
                declaration.SyntaxTree != method.Model.SyntaxTree
                || !OwnedFields.HasEnd(declaration)
                || !OwnedFields.IsOnlyUsed(field, declaration, method, out var hasStream)
            )
                continue;

            // The end of the stream of a TcpClient ends the client, too.
            if (hasStream && !all)
                continue;
            var owned = SocketTypes.IsToBeDisposed(made.Type) && !hasStream;
            report.At(made.Syntax, owned ? DisposedByNobody : SuggestedForFields, field.Name, type.Name);
        }
    }

    /// <summary>Given to the caller, itself or in a stream of the framework that owns it.</summary>
    private static bool IsReturned(IOperation reference, int depth, SocketFile file) => reference.SameValue().Parent switch
    {
        IReturnOperation => true,
        ISimpleAssignmentOperation { Target: IParameterReferenceOperation { Parameter.RefKind: RefKind.Out } } given => given.Target
            != reference,
        IArgumentOperation { Parent: IObjectCreationOperation made } => depth < 3
            && (SocketTypes.IsOfSystem(made.Type)
                ? SocketTypes.IsStream(made.Type) && !Ownership.DoesNotOwn(made)
                : made.Type is { IsRecord: true } || file.IsOwner(made.Type))
            && IsReturned(made, depth + 1, file),
        IConditionalOperation choice => choice.Condition != reference && IsReturned(choice, depth, file),
        _ => false,
    };

    /// <summary>Asked for with <c>dotnet_code_quality.SOCK015.disposables = all</c>: streams, readers, deadlines and files too, though most
    /// of them hold nothing once the connection is closed.</summary>
    private static void CheckOthers(SocketMethod method, Reporter report)
    {
        if (method.File.Option("dotnet_code_quality.sock015.disposables") != "all")
            return;
        foreach (var declarator in method.All<IVariableDeclaratorOperation>())
        {
            var local = declarator.Symbol;
            if (
                declarator.Initializer?.Value.Unwrap() is not { } made
                || made is not (IObjectCreationOperation or IInvocationOperation)
                || !IsDisposable(local.Type)
                || SocketTypes.IsToBeDisposed(local.Type)
                || Ownership.IsUsing(declarator)
            )
                continue;
            if (method.References(local).Any(reference => !GoesIntoWrapper(reference) && Ownership.Leaves(reference, declarator, method)))
                continue;
            if (OpenEnds.Of(local, made, method) is Left.Never or Left.Unconnected)
                continue;
            report.At(declarator.Initializer!.Value.Syntax, Suggested, local.Name);
        }
    }

    private static bool IsDisposable(ITypeSymbol type) =>
        SocketTypes.IsOfSystem(type) && type.Name is not ("Task" or "ValueTask" or "MemoryStream" or "StringReader" or "StringWriter")
        && type.AllInterfaces.Any(one => one.SpecialType == SpecialType.System_IDisposable);

    private static bool GoesIntoWrapper(IOperation reference) =>
        reference.SameValue().Parent is IArgumentOperation { Parent: IObjectCreationOperation { Type: { } made } }
        && (SocketTypes.IsStream(made) || SocketTypes.IsTextReader(made) || SocketTypes.IsTextWriter(made));
}
