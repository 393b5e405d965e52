namespace TcpVet.Model.Sequences;

/// <content>Sequences in an order. Equals keep the order that they have.</content>
public static partial class Sequence
{
    /// <summary>From the smallest to the largest.</summary>
    public static Ordered<T> Order<T>(this IEnumerable<T> source, IComparer<T>? comparer = null) => source.OrderBy(item => item, comparer);

    /// <summary>From the largest to the smallest.</summary>
    public static Ordered<T> OrderDescending<T>(
        this IEnumerable<T> source, IComparer<T>? comparer = null) =>
        source.OrderByDescending(item => item, comparer);

    /// <summary>From the smallest key to the largest.</summary>
    public static Ordered<T> OrderBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        new(source, items => ByKeys(items, key, comparer, 1));

    /// <summary>From the largest key to the smallest.</summary>
    public static Ordered<T> OrderByDescending<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        new(source, items => ByKeys(items, key, comparer, -1));

    /// <summary>Where the keys so far are equal, from the smallest of another key to the largest.</summary>
    public static Ordered<T> ThenBy<T, TKey>(this Ordered<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        source.Then(items => ByKeys(items, key, comparer, 1));

    /// <summary>Where the keys so far are equal, from the largest of another key to the smallest.</summary>
    public static Ordered<T> ThenByDescending<T, TKey>(this Ordered<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        source.Then(items => ByKeys(items, key, comparer, -1));

    // Each key is taken once, however often it is compared.
    private static Comparison<int> ByKeys<T, TKey>(T[] items, Func<T, TKey> selector, IComparer<TKey>? comparer, int sign)
    {
        comparer ??= Comparer<TKey>.Default;
        var keys = new TKey[items.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = selector(items[i]);
        }

        return (a, b) => Math.Sign(comparer.Compare(keys[a], keys[b])) * sign;
    }
}
