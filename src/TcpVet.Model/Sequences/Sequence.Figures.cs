namespace TcpVet.Model.Sequences;

/// <content>Numbers of a sequence.</content>
public static partial class Sequence
{
    /// <summary>How many elements it has.</summary>
    public static int Count<T>(this IEnumerable<T> source)
    {
        if (source is System.Collections.ICollection collection)
        {
            return collection.Count;
        }

        int count = 0;
        foreach (T item in source)
        {
            checked
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>For how many elements the predicate holds.</summary>
    public static int Count<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        int count = 0;
        foreach (T item in source)
        {
            count += predicate(item) ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many elements it has.</summary>
    public static long LongCount<T>(this IEnumerable<T> source)
    {
        long count = 0;
        foreach (T item in source)
        {
            count++;
        }

        return count;
    }

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">It is larger than the type.</exception>
    public static int Sum(this IEnumerable<int> source) => source.Sum(number => number);

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">It is larger than the type.</exception>
    public static long Sum(this IEnumerable<long> source) => source.Sum(number => number);

    /// <summary>The sum of what is known; 0 where nothing is.</summary>
    /// <exception cref="OverflowException">It is larger than the type.</exception>
    public static long? Sum(this IEnumerable<long?> source) => source.Sum(number => number);

    /// <summary>The sum.</summary>
    public static double Sum(this IEnumerable<double> source) => source.Sum(number => number);

    /// <summary>The sum of a number of each element.</summary>
    /// <exception cref="OverflowException">It is larger than the type.</exception>
    public static int Sum<T>(this IEnumerable<T> source, Func<T, int> number)
    {
        int sum = 0;
        foreach (T item in source)
        {
            sum = checked(sum + number(item));
        }

        return sum;
    }

    /// <summary>The sum of a number of each element.</summary>
    /// <exception cref="OverflowException">It is larger than the type.</exception>
    public static long Sum<T>(this IEnumerable<T> source, Func<T, long> number)
    {
        long sum = 0;
        foreach (T item in source)
        {
            sum = checked(sum + number(item));
        }

        return sum;
    }

    /// <summary>The sum of a number of each element for which it is known; 0 where it is for none.</summary>
    /// <exception cref="OverflowException">It is larger than the type.</exception>
    public static int? Sum<T>(this IEnumerable<T> source, Func<T, int?> number)
    {
        int sum = 0;
        foreach (T item in source)
        {
            sum = checked(sum + (number(item) ?? 0));
        }

        return sum;
    }

    /// <summary>The sum of a number of each element for which it is known; 0 where it is for none.</summary>
    /// <exception cref="OverflowException">It is larger than the type.</exception>
    public static long? Sum<T>(this IEnumerable<T> source, Func<T, long?> number)
    {
        long sum = 0;
        foreach (T item in source)
        {
            sum = checked(sum + (number(item) ?? 0));
        }

        return sum;
    }

    /// <summary>The sum of a number of each element.</summary>
    public static double Sum<T>(this IEnumerable<T> source, Func<T, double> number)
    {
        double sum = 0;
        foreach (T item in source)
        {
            sum += number(item);
        }

        return sum;
    }

    /// <summary>The mean.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static double Average(this IEnumerable<double> source) => source.Average(number => number);

    /// <summary>The mean.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static double Average(this IEnumerable<long> source) => source.Average(number => (double)number);

    /// <summary>The mean of the numbers.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static double Average<T>(this IEnumerable<T> source, Func<T, double> number)
    {
        double sum = 0;
        long count = 0;
        foreach (T item in source)
        {
            sum += number(item);
            count++;
        }

        return count > 0 ? sum / count : throw new InvalidOperationException(NoElement);
    }

    /// <summary>The elements put together one by one, from <paramref name="seed"/> on.</summary>
    public static TResult Aggregate<T, TResult>(this IEnumerable<T> source, TResult seed, Func<TResult, T, TResult> join)
    {
        TResult result = seed;
        foreach (T item in source)
        {
            result = join(result, item);
        }

        return result;
    }

    /// <summary>The elements put together one by one, from the first on.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public static T Aggregate<T>(this IEnumerable<T> source, Func<T, T, T> join)
    {
        using IEnumerator<T> walk = source.GetEnumerator();
        if (!walk.MoveNext())
        {
            throw new InvalidOperationException(NoElement);
        }

        T result = walk.Current;
        while (walk.MoveNext())
        {
            result = join(result, walk.Current);
        }

        return result;
    }
}
