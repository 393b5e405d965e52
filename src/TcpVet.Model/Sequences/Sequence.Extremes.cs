namespace TcpVet.Model.Sequences;

/// <content>The largest and the smallest. What is null counts for nothing; of equals the first counts.</content>
public static partial class Sequence
{
    /// <summary>The largest element; null where the type allows it and there is none.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static T? Max<T>(this IEnumerable<T> source) => Extreme(source, Comparer<T>.Default, 1);

    /// <summary>The largest of what is made of the elements; null where the type allows it and there is none.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static TResult? Max<T, TResult>(this IEnumerable<T> source, Func<T, TResult> selector) => source.Select(selector).Max();

    /// <summary>The smallest element; null where the type allows it and there is none.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static T? Min<T>(this IEnumerable<T> source) => Extreme(source, Comparer<T>.Default, -1);

    /// <summary>The smallest of what is made of the elements; null where the type allows it and there is none.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static TResult? Min<T, TResult>(this IEnumerable<T> source, Func<T, TResult> selector) => source.Select(selector).Min();

    /// <summary>The element with the largest key; null where the type allows it and there is none.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static T? MaxBy<T, TKey>(
        this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        ExtremeBy(source, key, comparer, 1);

    /// <summary>The element with the smallest key; null where the type allows it and there is none.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static T? MinBy<T, TKey>(
        this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        ExtremeBy(source, key, comparer, -1);

    private static T? Extreme<T>(IEnumerable<T> source, Comparer<T> comparer, int sign)
    {
        bool found = false;
        T? extreme = default;
        foreach (T item in source)
        {
            if (item is not null && (!found || comparer.Compare(item, extreme) * sign > 0))
            {
                (found, extreme) = (true, item);
            }
        }

        return found || default(T) is null ? extreme : throw new InvalidOperationException(NoElement);
    }

    private static T? ExtremeBy<T, TKey>(IEnumerable<T> source, Func<T, TKey> selector, IComparer<TKey>? comparer, int sign)
    {
        comparer ??= Comparer<TKey>.Default;
        bool found = false;
        T? extreme = default;
        TKey? best = default;
        foreach (T item in source)
        {
            TKey key = selector(item);
            // An element without a key is taken only while no other is known.
            if (!found || (key is not null && (best is null || comparer.Compare(key, best) * sign > 0)))
            {
                (found, extreme, best) = (true, item, key);
            }
        }

        return found || default(T) is null ? extreme : throw new InvalidOperationException(NoElement);
    }
}
