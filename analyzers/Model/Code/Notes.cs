using System;
using System.Collections.Generic;

namespace Kata.Analyzers.Model.Code;

/// <summary>A place where the layers above a file or a body keep what they have worked out about it, each in a class of its own.
/// So an index knows nothing of those who read it.</summary>
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
