namespace TcpVet.Model.Sequences;

/// <summary>
/// What <c>System.Linq</c> does, by the same names, with the same results and the same order of calls, as far as this program uses it.
/// The framework's version has a faster class for each pair of operators and each kind of source; compiled ahead of time for every
/// element type, these were an eighth of the binary (docs/decisions/0016-own-sequence-operators.md). Here an operator is one loop.
/// </summary>
/// <remarks>Operators that return a sequence do nothing until it is walked, and walk their source again each time.</remarks>
public static partial class Sequence
{
    /// <summary>The numbers from <paramref name="start"/> on, <paramref name="count"/> of them.</summary>
    public static IEnumerable<int> Range(int start, int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return start + i;
        }
    }

    /// <summary>One value, <paramref name="count"/> times.</summary>
    public static IEnumerable<T> Repeat<T>(T value, int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return value;
        }
    }

    /// <summary>What is made of each element.</summary>
    public static IEnumerable<TResult> Select<T, TResult>(this IEnumerable<T> source, Func<T, TResult> selector)
    {
        foreach (T item in source)
        {
            yield return selector(item);
        }
    }

    /// <summary>What is made of each element and its index from 0.</summary>
    public static IEnumerable<TResult> Select<T, TResult>(this IEnumerable<T> source, Func<T, int, TResult> selector)
    {
        int index = 0;
        foreach (T item in source)
        {
            yield return selector(item, index++);
        }
    }

    /// <summary>The elements for which the predicate holds.</summary>
    public static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (T item in source)
        {
            if (predicate(item))
            {
                yield return item;
            }
        }
    }

    /// <summary>The elements for which the predicate holds, which is told the index from 0 too.</summary>
    public static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, int, bool> predicate)
    {
        int index = 0;
        foreach (T item in source)
        {
            if (predicate(item, index++))
            {
                yield return item;
            }
        }
    }

    /// <summary>The sequences that are made of the elements, one after the other.</summary>
    public static IEnumerable<TResult> SelectMany<T, TResult>(this IEnumerable<T> source, Func<T, IEnumerable<TResult>> selector)
    {
        foreach (T item in source)
        {
            foreach (TResult inner in selector(item))
            {
                yield return inner;
            }
        }
    }

    /// <summary>What is made of each element and each member of its sequence: the second <c>from</c> of a query.</summary>
    public static IEnumerable<TResult> SelectMany<T, TInner, TResult>(
        this IEnumerable<T> source, Func<T, IEnumerable<TInner>> selector, Func<T, TInner, TResult> result)
    {
        foreach (T item in source)
        {
            foreach (TInner inner in selector(item))
            {
                yield return result(item, inner);
            }
        }
    }

    /// <summary>Each element with its index from 0.</summary>
    public static IEnumerable<(int Index, T Item)> Index<T>(this IEnumerable<T> source) => source.Select((item, index) => (index, item));

    /// <summary>The elements that are of a type.</summary>
    public static IEnumerable<T> OfType<T>(this System.Collections.IEnumerable source)
    {
        foreach (object? item in source)
        {
            if (item is T wanted)
            {
                yield return wanted;
            }
        }
    }

    /// <summary>All elements as a type that they all have.</summary>
    public static IEnumerable<T> Cast<T>(this System.Collections.IEnumerable source)
    {
        foreach (object? item in source)
        {
            yield return (T)item!;
        }
    }

    /// <summary>The same, seen as no more than a sequence.</summary>
    public static IEnumerable<T> AsEnumerable<T>(this IEnumerable<T> source) => source;
}
