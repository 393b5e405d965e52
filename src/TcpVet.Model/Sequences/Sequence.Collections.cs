namespace TcpVet.Model.Sequences;

/// <content>Collections and sets of sequences.</content>
public static partial class Sequence
{
    private const int FirstRoom = 4;

    /// <summary>The elements as an array of their own.</summary>
    public static T[] ToArray<T>(this IEnumerable<T> source)
    {
        if (source is List<T> list)
        {
            return list.ToArray();
        }

        T[] items = [];
        int count = 0;
        foreach (T item in source)
        {
            if (count == items.Length)
            {
                Array.Resize(ref items, Math.Max(FirstRoom, count * 2));
            }

            items[count++] = item;
        }

        Array.Resize(ref items, count);
        return items;
    }

    /// <summary>The elements as a list of their own.</summary>
    public static List<T> ToList<T>(this IEnumerable<T> source) => new(source);

    /// <summary>The elements as a set.</summary>
    public static HashSet<T> ToHashSet<T>(this IEnumerable<T> source, IEqualityComparer<T>? comparer = null) => new(source, comparer);

    /// <summary>The elements by their keys.</summary>
    /// <exception cref="ArgumentException">Two have the same key.</exception>
    public static Dictionary<TKey, T> ToDictionary<T, TKey>(
        this IEnumerable<T> source, Func<T, TKey> key, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull => source.ToDictionary(key, item => item, comparer);

    /// <summary>Values of the elements by their keys.</summary>
    /// <exception cref="ArgumentException">Two have the same key.</exception>
    public static Dictionary<TKey, TValue> ToDictionary<T, TKey, TValue>(
        this IEnumerable<T> source, Func<T, TKey> key, Func<T, TValue> value, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull
    {
        Dictionary<TKey, TValue> dictionary = new(comparer);
        foreach (T item in source)
        {
            dictionary.Add(key(item), value(item));
        }

        return dictionary;
    }

    /// <summary>Pairs of keys and values as a dictionary.</summary>
    /// <exception cref="ArgumentException">Two have the same key.</exception>
    public static Dictionary<TKey, TValue> ToDictionary<TKey, TValue>(
        this IEnumerable<KeyValuePair<TKey, TValue>> source, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull => source.ToDictionary(pair => pair.Key, pair => pair.Value, comparer);

    /// <summary>Each element once, where it comes first.</summary>
    public static IEnumerable<T> Distinct<T>(this IEnumerable<T> source, IEqualityComparer<T>? comparer = null)
    {
        HashSet<T> seen = new(comparer);
        foreach (T item in source)
        {
            if (seen.Add(item))
            {
                yield return item;
            }
        }
    }

    /// <summary>The first element of each key.</summary>
    public static IEnumerable<T> DistinctBy<T, TKey>(
        this IEnumerable<T> source, Func<T, TKey> key, IEqualityComparer<TKey>? comparer = null)
    {
        HashSet<TKey> seen = new(comparer);
        foreach (T item in source)
        {
            if (seen.Add(key(item)))
            {
                yield return item;
            }
        }
    }

    /// <summary>Each element of either once.</summary>
    public static IEnumerable<T> Union<T>(this IEnumerable<T> source, IEnumerable<T> other, IEqualityComparer<T>? comparer = null) =>
        source.Concat(other).Distinct(comparer);

    /// <summary>Each element that the other has too, once.</summary>
    public static IEnumerable<T> Intersect<T>(this IEnumerable<T> source, IEnumerable<T> other, IEqualityComparer<T>? comparer = null)
    {
        HashSet<T> wanted = new(other, comparer);
        foreach (T item in source)
        {
            if (wanted.Remove(item))
            {
                yield return item;
            }
        }
    }

    /// <summary>Each element that the other has not, once.</summary>
    public static IEnumerable<T> Except<T>(this IEnumerable<T> source, IEnumerable<T> other, IEqualityComparer<T>? comparer = null)
    {
        HashSet<T> seen = new(other, comparer);
        foreach (T item in source)
        {
            if (seen.Add(item))
            {
                yield return item;
            }
        }
    }
}
