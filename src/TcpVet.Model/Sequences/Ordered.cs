using System.Collections;

namespace TcpVet.Model.Sequences;

/// <summary>A sequence that is sorted when it is walked. Equals keep the order that they have.</summary>
/// <typeparam name="T">The elements.</typeparam>
public sealed class Ordered<T> : IEnumerable<T>
{
    private readonly IEnumerable<T> source;
    private readonly Func<T[], Comparison<int>> order;

    /// <summary>A sequence and what compares two of its elements, given all of them, by their indices.</summary>
    internal Ordered(IEnumerable<T> source, Func<T[], Comparison<int>> order) => (this.source, this.order) = (source, order);

    /// <summary>The same with another comparison, where the first finds two elements equal.</summary>
    internal Ordered<T> Then(Func<T[], Comparison<int>> next) => new(source, items =>
    {
        Comparison<int> first = order(items);
        Comparison<int> second = next(items);
        return (a, b) => first(a, b) is not 0 and int known ? known : second(a, b);
    });

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        T[] items = source.ToArray();
        Comparison<int> compare = order(items);
        // Indices are sorted, so that one sort serves every type of element.
        var indices = new int[items.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = i;
        }

        Array.Sort(indices, (a, b) => compare(a, b) is not 0 and int known ? known : a - b);
        foreach (int index in indices)
        {
            yield return items[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
