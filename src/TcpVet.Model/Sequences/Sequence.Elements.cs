namespace TcpVet.Model.Sequences;

/// <content>One element of a sequence, and whether there is one.</content>
public static partial class Sequence
{
    private const string NoElement = "the sequence has no such element";

    /// <summary>Has it an element?</summary>
    public static bool Any<T>(this IEnumerable<T> source)
    {
        if (source is System.Collections.ICollection collection)
        {
            return collection.Count > 0;
        }

        using IEnumerator<T> walk = source.GetEnumerator();
        return walk.MoveNext();
    }

    /// <summary>Does the predicate hold for any element?</summary>
    public static bool Any<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (T item in source)
        {
            if (predicate(item))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Does the predicate hold for every element?</summary>
    public static bool All<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (T item in source)
        {
            if (!predicate(item))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Is the value an element? A set answers by its own comparer.</summary>
    public static bool Contains<T>(this IEnumerable<T> source, T value) =>
        source is ICollection<T> collection ? collection.Contains(value) : source.Contains(value, null);

    /// <summary>Is an element equal to the value for the comparer?</summary>
    public static bool Contains<T>(this IEnumerable<T> source, T value, IEqualityComparer<T>? comparer)
    {
        comparer ??= EqualityComparer<T>.Default;
        foreach (T item in source)
        {
            if (comparer.Equals(item, value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Have both the same elements in the same order?</summary>
    public static bool SequenceEqual<T>(this IEnumerable<T> first, IEnumerable<T> second, IEqualityComparer<T>? comparer = null)
    {
        comparer ??= EqualityComparer<T>.Default;
        using IEnumerator<T> left = first.GetEnumerator();
        using IEnumerator<T> right = second.GetEnumerator();
        while (left.MoveNext())
        {
            if (!right.MoveNext() || !comparer.Equals(left.Current, right.Current))
            {
                return false;
            }
        }

        return !right.MoveNext();
    }

    /// <summary>The first element.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static T First<T>(this IEnumerable<T> source)
    {
        foreach (T item in source)
        {
            return item;
        }

        throw new InvalidOperationException(NoElement);
    }

    /// <summary>The first element for which the predicate holds.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static T First<T>(this IEnumerable<T> source, Func<T, bool> predicate) => source.Where(predicate).First();

    /// <summary>The first element, or the type's default.</summary>
    public static T? FirstOrDefault<T>(this IEnumerable<T> source)
    {
        foreach (T item in source)
        {
            return item;
        }

        return default;
    }

    /// <summary>The first element, or another value.</summary>
    public static T FirstOrDefault<T>(this IEnumerable<T> source, T other)
    {
        foreach (T item in source)
        {
            return item;
        }

        return other;
    }

    /// <summary>The first element for which the predicate holds, or the type's default.</summary>
    public static T? FirstOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (T item in source)
        {
            if (predicate(item))
            {
                return item;
            }
        }

        return default;
    }

    /// <summary>The last element.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static T Last<T>(this IEnumerable<T> source)
    {
        bool found = false;
        T? last = default;
        foreach (T item in source)
        {
            (found, last) = (true, item);
        }

        return found ? last! : throw new InvalidOperationException(NoElement);
    }

    /// <summary>The last element for which the predicate holds.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static T Last<T>(this IEnumerable<T> source, Func<T, bool> predicate) => source.Where(predicate).Last();

    /// <summary>The last element, or the type's default.</summary>
    public static T? LastOrDefault<T>(this IEnumerable<T> source)
    {
        T? last = default;
        foreach (T item in source)
        {
            last = item;
        }

        return last;
    }

    /// <summary>The last element for which the predicate holds, or the type's default.</summary>
    public static T? LastOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate) => source.Where(predicate).LastOrDefault();

    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public static T Single<T>(this IEnumerable<T> source)
    {
        using IEnumerator<T> walk = source.GetEnumerator();
        if (!walk.MoveNext())
        {
            throw new InvalidOperationException(NoElement);
        }

        T only = walk.Current;
        return walk.MoveNext() ? throw new InvalidOperationException("the sequence has more than one such element") : only;
    }

    /// <summary>The only element for which the predicate holds.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public static T Single<T>(this IEnumerable<T> source, Func<T, bool> predicate) => source.Where(predicate).Single();

    /// <summary>The element at an index from 0, or the type's default.</summary>
    public static T? ElementAtOrDefault<T>(
        this IEnumerable<T> source, int index) =>
        index < 0 ? default : source.Skip(index).FirstOrDefault();
}
