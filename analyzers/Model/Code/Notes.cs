using System;
using System.Collections.Generic;

namespace Kata.Analyzers.Model.Code;

/// <summary>A place where the layers above a file or a body keep what they have found out about it, each in its own class. So an index does
/// not know the layers that read it.</summary>
internal abstract class Notes
{
    private readonly Dictionary<Type, object> notes = [];

    /// <summary>The one <typeparamref name="T"/> of this file or body.</summary>
    public T The<T>(Func<T> make) where T : class
    {
        if (!notes.TryGetValue(typeof(T), out var kept))
            notes[typeof(T)] = kept = make();
        return (T)kept;
    }
}
