namespace TcpVet.Model.Sequences;

/// <content>Parts of sequences, and sequences of parts.</content>
public static partial class Sequence
{
    /// <summary>At most the first <paramref name="count"/> elements.</summary>
    public static IEnumerable<T> Take<T>(this IEnumerable<T> source, int count)
    {
        if (count <= 0)
        {
            yield break;
        }

        foreach (T item in source)
        {
            yield return item;
            if (--count == 0)
            {
                yield break;
            }
        }
    }

    /// <summary>The elements before the first for which the predicate does not hold.</summary>
    public static IEnumerable<T> TakeWhile<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (T item in source)
        {
            if (!predicate(item))
            {
                yield break;
            }

            yield return item;
        }
    }

    /// <summary>At most the last <paramref name="count"/> elements.</summary>
    public static IEnumerable<T> TakeLast<T>(this IEnumerable<T> source, int count)
    {
        T[] all = source.ToArray();
        return all.Skip(all.Length - Math.Min(all.Length, Math.Max(0, count)));
    }

    /// <summary>All elements but the first <paramref name="count"/>.</summary>
    public static IEnumerable<T> Skip<T>(this IEnumerable<T> source, int count)
    {
        foreach (T item in source)
        {
            if (count-- <= 0)
            {
                yield return item;
            }
        }
    }

    /// <summary>The elements from the first on for which the predicate does not hold.</summary>
    public static IEnumerable<T> SkipWhile<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        bool skipping = true;
        foreach (T item in source)
        {
            skipping = skipping && predicate(item);
            if (!skipping)
            {
                yield return item;
            }
        }
    }

    /// <summary>All elements but the last <paramref name="count"/>.</summary>
    public static IEnumerable<T> SkipLast<T>(this IEnumerable<T> source, int count)
    {
        T[] all = source.ToArray();
        return all.Take(all.Length - Math.Max(0, count));
    }

    /// <summary>One sequence, then the other.</summary>
    public static IEnumerable<T> Concat<T>(this IEnumerable<T> source, IEnumerable<T> other)
    {
        foreach (T item in source)
        {
            yield return item;
        }

        foreach (T item in other)
        {
            yield return item;
        }
    }

    /// <summary>The sequence and one element after it.</summary>
    public static IEnumerable<T> Append<T>(this IEnumerable<T> source, T last)
    {
        foreach (T item in source)
        {
            yield return item;
        }

        yield return last;
    }

    /// <summary>One element and the sequence after it.</summary>
    public static IEnumerable<T> Prepend<T>(this IEnumerable<T> source, T first)
    {
        yield return first;
        foreach (T item in source)
        {
            yield return item;
        }
    }

    /// <summary>The elements from the last to the first.</summary>
    public static IEnumerable<T> Reverse<T>(this IEnumerable<T> source)
    {
        T[] all = source.ToArray();
        for (int i = all.Length - 1; i >= 0; i--)
        {
            yield return all[i];
        }
    }

    /// <summary>The sequence, or <paramref name="single"/> where it has no element.</summary>
    public static IEnumerable<T> DefaultIfEmpty<T>(this IEnumerable<T> source, T single)
    {
        bool empty = true;
        foreach (T item in source)
        {
            empty = false;
            yield return item;
        }

        if (empty)
        {
            yield return single;
        }
    }

    /// <summary>Pairs of what stands at the same place, to the end of the shorter sequence.</summary>
    public static IEnumerable<(
        TFirst First, TSecond Second)> Zip<TFirst, TSecond>(this IEnumerable<TFirst> first, IEnumerable<TSecond> second)
    {
        using IEnumerator<TFirst> left = first.GetEnumerator();
        using IEnumerator<TSecond> right = second.GetEnumerator();
        while (left.MoveNext() && right.MoveNext())
        {
            yield return (left.Current, right.Current);
        }
    }

    /// <summary>Pieces of <paramref name="size"/> elements; the last one may be shorter.</summary>
    public static IEnumerable<T[]> Chunk<T>(this IEnumerable<T> source, int size)
    {
        T[] all = source.ToArray();
        for (int start = 0; start < all.Length; start += size)
        {
            yield return all[start..Math.Min(all.Length, start + size)];
        }
    }
}
