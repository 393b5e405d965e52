using System.Collections;

namespace TcpVet.Model.Sequences;

/// <summary>Groups by their keys, in the order in which the keys came. A key may be null.</summary>
/// <typeparam name="TKey">The keys.</typeparam>
/// <typeparam name="T">The elements.</typeparam>
public sealed class Lookup<TKey, T> : IEnumerable<Grouping<TKey, T>>
{
    private const int FirstBuckets = 16;

    private readonly IEqualityComparer<TKey> comparer;
    private readonly List<Grouping<TKey, T>> groups = [];
    private Grouping<TKey, T>?[] buckets = new Grouping<TKey, T>?[FirstBuckets];

    internal Lookup(IEqualityComparer<TKey>? comparer) => this.comparer = comparer ?? EqualityComparer<TKey>.Default;

    /// <summary>How many keys there are.</summary>
    public int Count => groups.Count;

    /// <summary>The elements of a key; none where the key is unknown.</summary>
    public IEnumerable<T> this[TKey key] => Find(key, HashOf(key)) is { } group ? group : [];

    /// <summary>Has the key an element?</summary>
    public bool Contains(TKey key) => Find(key, HashOf(key)) is not null;

    /// <inheritdoc/>
    public IEnumerator<Grouping<TKey, T>> GetEnumerator() => groups.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(TKey key, T item)
    {
        int hash = HashOf(key);
        Grouping<TKey, T>? group = Find(key, hash);
        if (group is null)
        {
            if (groups.Count == buckets.Length)
            {
                Grow();
            }

            ref Grouping<TKey, T>? bucket = ref buckets[hash & (buckets.Length - 1)];
            bucket = group = new Grouping<TKey, T>(key, hash, bucket);
            groups.Add(group);
        }

        group.Add(item);
    }

    private int HashOf(TKey key) => key is null ? 0 : comparer.GetHashCode(key) & int.MaxValue;

    private Grouping<TKey, T>? Find(TKey key, int hash)
    {
        for (Grouping<TKey, T>? group = buckets[hash & (buckets.Length - 1)]; group is not null; group = group.Next)
        {
            if (group.Hash == hash && comparer.Equals(group.Key, key))
            {
                return group;
            }
        }

        return null;
    }

    private void Grow()
    {
        buckets = new Grouping<TKey, T>?[buckets.Length * 2];
        foreach (Grouping<TKey, T> group in groups)
        {
            ref Grouping<TKey, T>? bucket = ref buckets[group.Hash & (buckets.Length - 1)];
            group.Next = bucket;
            bucket = group;
        }
    }
}
