using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>The operations of a body, walked once. The operations of a type, of a part or of a function are read from lists. With a walk
/// for each question, the time would grow with the square of a method's length.</summary>
internal sealed class OperationTree
{
    private readonly List<IOperation> all = [];
    private readonly List<int> depths = [];
    private readonly Dictionary<Type, object> ofType = [];
    private Dictionary<IOperation, int>? places;
    private Dictionary<IOperation, List<IOperation>>? byFunction;
    private List<IOperation>? ofMember;

    public OperationTree(IOperation root)
    {
        // This is not recursive: a text of thousands of parts is as deep as it is long.
        var open = new Stack<IOperation>();
        var openDepths = new List<int> { 0 };
        open.Push(root);
        while (open.Count > 0)
        {
            var operation = open.Pop();
            var depth = openDepths[openDepths.Count - 1];
            openDepths.RemoveAt(openDepths.Count - 1);
            all.Add(operation);
            depths.Add(depth);
            foreach (var child in operation.ChildOperations.Reverse())
            {
                open.Push(child);
                openDepths.Add(depth + 1);
            }
        }
    }

    /// <summary>Every operation, in the order of the source.</summary>
    public IReadOnlyList<IOperation> All => all;

    public IReadOnlyList<T> Of<T>() where T : class, IOperation
    {
        if (!ofType.TryGetValue(typeof(T), out var list))
            ofType[typeof(T)] = list = all.OfType<T>().ToList();
        return (List<T>)list;
    }

    /// <summary>The operation and all that is in it.</summary>
    public IEnumerable<IOperation> Within(IOperation outer) =>
        Places().TryGetValue(outer, out var place) ? From(place) : outer.DescendantsAndSelf();

    private IEnumerable<IOperation> From(int place)
    {
        yield return all[place];
        for (var next = place + 1; next < all.Count && depths[next] > depths[place]; next++)
            yield return all[next];
    }

    /// <summary>The operations in this function, without those in functions inside it.</summary>
    public IReadOnlyList<IOperation> In(IOperation? function)
    {
        if (byFunction is null)
            SortByFunction();
        return function is null ? ofMember! : byFunction!.TryGetValue(function, out var list) ? list : [];
    }

    private void SortByFunction()
    {
        byFunction = [];
        ofMember = [];
        var (functions, lists) = (new List<int>(), new List<List<IOperation>> { ofMember });
        for (var place = 0; place < all.Count; place++)
        {
            while (functions.Count > 0 && depths[place] <= functions[functions.Count - 1])
            {
                functions.RemoveAt(functions.Count - 1);
                lists.RemoveAt(lists.Count - 1);
            }

            lists[lists.Count - 1].Add(all[place]);
            if (all[place].Kind is not (OperationKind.AnonymousFunction or OperationKind.LocalFunction))
                continue;
            functions.Add(depths[place]);
            lists.Add(byFunction[all[place]] = []);
        }
    }

    private Dictionary<IOperation, int> Places()
    {
        if (places is not null)
            return places;
        places = new(all.Count);
        for (var place = 0; place < all.Count; place++)
            places[all[place]] = place;
        return places;
    }
}
