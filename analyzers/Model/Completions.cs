using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>What one function does with the <c>SocketAsyncEventArgs</c> of a call that has completed.</summary>
internal sealed class Completion
{
    private Completion(ISymbol args, IMethodSymbol? function, IReadOnlyList<IOperation> uses, SocketMethod method)
    {
        Args = args;
        Uses = uses;
        Method = method;
        Leaves = uses.Any(use => IsHandedOn(use, function));
        Counts = Properties("BytesTransferred");
        var buffers = Properties("Buffer", "MemoryBuffer", "BufferList").ToList();
        foreach (var buffer in buffers.ToList())
        {
            if (
                buffer.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } }
                && method.OnlyValue(kept) is not null)
                buffers.AddRange(method.References(kept).Where(reference => !reference.IsWrite()));
        }

        Buffers = buffers.Where(buffer => !IsGivenBack(buffer)).ToList();
        AsksForError = Uses.Any(use => Property(use) is { Property.Name: "SocketError" or "ConnectByNameError" });
        flow = new(() => CountFlow.OfReads(Counts, method));
    }

    private readonly System.Lazy<CountFlow> flow;

    /// <summary>The parameter or variable that holds the arguments.</summary>
    public ISymbol Args { get; }

    public SocketMethod Method { get; }

    private IReadOnlyList<IOperation> Uses { get; }

    /// <summary>Whether other code also gets the arguments. It may look at what this function does not.</summary>
    public bool Leaves { get; }

    /// <summary>Where <c>BytesTransferred</c> is read.</summary>
    public IReadOnlyList<IOperation> Counts { get; }

    /// <summary>Where the buffer is read, directly or through a variable that holds it.</summary>
    public IReadOnlyList<IOperation> Buffers { get; }

    /// <summary>Whether the function looks at <c>SocketError</c> in any way.</summary>
    public bool AsksForError { get; }

    /// <summary>Whether a pattern asks for this property.</summary>
    public bool AsksByPattern(string property) =>
        Uses.Any(use =>
            use.SameValue().Parent is IIsPatternOperation test
            && test.Pattern.DescendantsAndSelf()
                .Any(part =>
                    part is IPropertySubpatternOperation { Member: IPropertyReferenceOperation member } && member.Property.Name == property)
        );

    /// <summary>Where the count goes.</summary>
    public CountFlow Count => flow.Value;

    /// <summary>The places where one of these properties is read.</summary>
    public IReadOnlyList<IOperation> Properties(params string[] names) => Uses.Select(Property)
        .Where(property => property is not null && names.Contains(property.Property.Name) && !IsSet(property)).ToList()!;

    /// <summary>The calls with which the function receives into the same arguments again.</summary>
    public IEnumerable<IInvocationOperation> ReceivesAgain =>
        Uses.Select(use => use.SameValue().Parent)
            .OfType<IArgumentOperation>()
            .Select(argument => argument.Parent)
            .OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name is "ReceiveAsync" && SocketTypes.IsSocket(call.Receiver()?.Type));

    /// <summary>The functions of a body that are given such arguments or wait for them.</summary>
    public static IReadOnlyList<Completion> In(SocketMethod method) => method.The(() => new Completions(method));

    private sealed class Completions : List<Completion>
    {
        public Completions(SocketMethod method)
        {
            if (method.Types.SocketAsyncEventArgs is null)
                return;
            var found = new List<Use>();
            var known = new Dictionary<ISymbol, List<Use>>(SymbolEqualityComparer.Default);
            foreach (var operation in method.Operations)
            {
                if (
                    operation is not (IParameterReferenceOperation or ILocalReferenceOperation)
                    || operation.Type?.Name != "SocketAsyncEventArgs"
                    || operation.Variable() is not { } args
                )
                    continue;
                var function = operation.Function();
                if (!known.TryGetValue(args, out var ofArgs))
                    known[args] = ofArgs = [];
                if (ofArgs.FirstOrDefault(use => use.Function == function) is not { } place)
                {
                    place = new Use(args, function);
                    ofArgs.Add(place);
                    found.Add(place);
                }

                place.All.Add(operation);
            }

            foreach (var use in found)
            {
                var symbol = use.Function switch
                {
                    null => method.Member as IMethodSymbol,
                    ILocalFunctionOperation local => local.Symbol,
                    IAnonymousFunctionOperation lambda => lambda.Symbol,
                    _ => null,
                };
                Add(new Completion(use.Args, symbol, use.All, method));
            }
        }
    }

    private sealed class Use(ISymbol args, IOperation? function)
    {
        public ISymbol Args { get; } = args;

        public IOperation? Function { get; } = function;

        public List<IOperation> All { get; } = [];
    }

    private static IPropertyReferenceOperation? Property(IOperation use) => use.SameValue().Parent as IPropertyReferenceOperation;

    private static bool IsSet(IPropertyReferenceOperation property) =>
        property.Parent is IAssignmentOperation assignment && assignment.Target == property;

    /// <summary>Whether the buffer is given back for the next call, and not read.</summary>
    private static bool IsGivenBack(IOperation buffer) =>
        buffer.SameValue().Parent
            is IArgumentOperation
        {
            Parent: IInvocationOperation { TargetMethod.Name: "SetBuffer" or "Return" or "Clear" or "FreeBuffer" }
        };

    private static bool IsHandedOn(IOperation use, IMethodSymbol? function) => use.SameValue().Parent switch
    {
        IArgumentOperation { Parent: IInvocationOperation call } => !SocketTypes.IsOfSystem(call.TargetMethod)
            && !SocketMethod.Same(call.TargetMethod, function)
            || SocketTypes.IsOfSystem(call.TargetMethod) && !SocketTypes.IsSocket(call.Receiver()?.Type),
        IArgumentOperation or IReturnOperation => true,
        ISimpleAssignmentOperation assignment => assignment.Value.Unwrap() == use,
        IVariableInitializerOperation or ISwitchOperation or ISwitchExpressionOperation => true,
        _ => false,
    };
}
