namespace TcpVet.Model.Sequences;

/// <content>Sequences by keys.</content>
public static partial class Sequence
{
    /// <summary>The elements by their keys, taken at once.</summary>
    public static Lookup<TKey, T> ToLookup<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IEqualityComparer<TKey>? comparer = null)
    {
        Lookup<TKey, T> lookup = new(comparer);
        foreach (T item in source)
        {
            lookup.Add(key(item), item);
        }

        return lookup;
    }

    /// <summary>Values of the elements by their keys, taken at once.</summary>
    public static Lookup<TKey, TValue> ToLookup<T, TKey, TValue>(
        this IEnumerable<T> source, Func<T, TKey> key, Func<T, TValue> value, IEqualityComparer<TKey>? comparer = null)
    {
        Lookup<TKey, TValue> lookup = new(comparer);
        foreach (T item in source)
        {
            lookup.Add(key(item), value(item));
        }

        return lookup;
    }

    /// <summary>The elements in groups of one key, in the order in which the keys come first.</summary>
    public static IEnumerable<Grouping<TKey, T>> GroupBy<T, TKey>(
        this IEnumerable<T> source, Func<T, TKey> key, IEqualityComparer<TKey>? comparer = null)
    {
        foreach (Grouping<TKey, T> group in source.ToLookup(key, comparer))
        {
            yield return group;
        }
    }

    /// <summary>Values of the elements in groups of one key, in the order in which the keys come first.</summary>
    public static IEnumerable<Grouping<TKey, TValue>> GroupBy<T, TKey, TValue>(
        this IEnumerable<T> source, Func<T, TKey> key, Func<T, TValue> value, IEqualityComparer<TKey>? comparer = null)
    {
        foreach (Grouping<TKey, TValue> group in source.ToLookup(key, value, comparer))
        {
            yield return group;
        }
    }

    /// <summary>What is made of each key and its elements, in the order in which the keys come first.</summary>
    public static IEnumerable<TResult> GroupBy<T, TKey, TResult>(
        this IEnumerable<T> source, Func<T, TKey> key, Func<TKey, IEnumerable<T>, TResult> result,
        IEqualityComparer<TKey>? comparer = null) =>
        source.GroupBy(key, comparer).Select(group => result(group.Key, group));
}
