using System.Collections;

namespace TcpVet.Model.Sequences;

/// <summary>Elements that share a key, in the order in which they came.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="T">The elements.</typeparam>
public sealed class Grouping<TKey, T> : IEnumerable<T>
{
    private readonly List<T> items = [];

    internal Grouping(TKey key, int hash, Grouping<TKey, T>? next) => (Key, Hash, Next) = (key, hash, next);

    /// <summary>What they share.</summary>
    public TKey Key { get; }

    /// <summary>The hash of the key.</summary>
    internal int Hash { get; }

    /// <summary>The next group in the same bucket of the lookup.</summary>
    internal Grouping<TKey, T>? Next { get; set; }

    /// <summary>How many they are.</summary>
    public int Count() => items.Count;

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(T item) => items.Add(item);
}
