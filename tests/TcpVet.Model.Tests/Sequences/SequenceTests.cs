using CsCheck;
// By name, not by namespace: its operators stand beside the framework's here.
using Sequence = TcpVet.Model.Sequences.Sequence;

namespace TcpVet.Model.Tests.Sequences;

/// <summary>Each operator says what the framework's operator of the same name says.</summary>
public sealed class SequenceTests
{
    private static readonly Gen<int[]> Numbers = Gen.Int[-5, 5].Array[0, 12];
    private static readonly Gen<string?[]> Words = Gen.Int[0, 4].Select(Word).Array[0, 12];
    private static readonly Func<int, bool> Even = number => number % 2 == 0;
    private static readonly Func<int, string> Name = number => (number / 2).ToString();

    [Fact]
    public void Elements_are_made_and_chosen() => Numbers.ForAll(numbers =>
        Same(Sequence.Select(numbers, Name), numbers.Select(Name))
        && Same(Sequence.Select(numbers, (number, index) => number * index), numbers.Select((number, index) => number * index))
        && Same(Sequence.Where(numbers, Even), numbers.Where(Even))
        && Same(Sequence.Where(numbers, (number, index) => number > index), numbers.Where((number, index) => number > index))
        && Same(Sequence.SelectMany(numbers, number => numbers.Take(number)), numbers.SelectMany(number => numbers.Take(number)))
        && Same(Sequence.SelectMany(numbers, _ => numbers, (a, b) => a * b), numbers.SelectMany(_ => numbers, (a, b) => a * b))
        && Same(Sequence.Index(numbers), numbers.Index())
        && Same(Sequence.OfType<int>(numbers), numbers.OfType<int>())
        && Same(Sequence.Cast<int?>(numbers), numbers.Cast<int?>()));

    [Fact]
    public void Parts_are_the_same() => Gen.Select(Numbers, Gen.Int[-1, 14]).ForAll(drawn =>
    {
        (int[] numbers, int count) = drawn;
        return Same(Sequence.Take(numbers, count), numbers.Take(count))
            && Same(Sequence.TakeWhile(numbers, Even), numbers.TakeWhile(Even))
            && Same(Sequence.TakeLast(numbers, count), numbers.TakeLast(count))
            && Same(Sequence.Skip(numbers, count), numbers.Skip(count))
            && Same(Sequence.SkipWhile(numbers, Even), numbers.SkipWhile(Even))
            && Same(Sequence.SkipLast(numbers, count), numbers.SkipLast(count))
            && Same(Sequence.Concat(numbers, [count]), numbers.Concat([count]))
            && Same(Sequence.Append(numbers, count), numbers.Append(count))
            && Same(Sequence.Prepend(numbers, count), numbers.Prepend(count))
            && Same(Sequence.Reverse(numbers), Enumerable.Reverse(numbers))
            && Same(Sequence.DefaultIfEmpty(numbers, count), numbers.DefaultIfEmpty(count))
            && Same(Sequence.Zip(numbers, numbers[numbers.Length..]), numbers.Zip(numbers[numbers.Length..]))
            && Same(Sequence.Zip(numbers, Sequence.Skip(numbers, 1)), numbers.Zip(numbers.Skip(1)))
            && Same(Sequence.Chunk(numbers, 3).Select(Joined), numbers.Chunk(3).Select(Joined));
    });

    [Fact]
    public void One_element_is_the_same_or_missing_in_both() => Gen.Select(Numbers, Gen.Int[-1, 14]).ForAll(drawn =>
    {
        (int[] numbers, int count) = drawn;
        return Same(() => Sequence.First(numbers), () => numbers.First())
            && Same(() => Sequence.First(numbers, Even), () => numbers.First(Even))
            && Same(() => Sequence.Last(numbers), () => numbers.Last())
            && Same(() => Sequence.Last(numbers, Even), () => numbers.Last(Even))
            && Same(() => Sequence.Single(numbers), () => numbers.Single())
            && Same(() => Sequence.Single(numbers, Even), () => numbers.Single(Even))
            && Sequence.FirstOrDefault(numbers) == numbers.FirstOrDefault()
            && Sequence.FirstOrDefault(numbers, 7) == numbers.FirstOrDefault(7)
            && Sequence.FirstOrDefault(numbers, Even) == numbers.FirstOrDefault(Even)
            && Sequence.LastOrDefault(numbers) == numbers.LastOrDefault()
            && Sequence.LastOrDefault(numbers, Even) == numbers.LastOrDefault(Even)
            && Sequence.ElementAtOrDefault(numbers, count) == numbers.ElementAtOrDefault(count)
            && Sequence.Any(numbers) == (numbers.Length > 0)
            && Sequence.Any(Lazy(numbers)) == (numbers.Length > 0)
            && Sequence.Any(numbers, Even) == numbers.Any(Even)
            && Sequence.All(numbers, Even) == numbers.All(Even)
            && Sequence.Contains(Lazy(numbers), count) == numbers.Contains(count)
            && Sequence.SequenceEqual(Lazy(numbers), numbers)
            && Sequence.SequenceEqual(Lazy(numbers), numbers.Skip(1)) == numbers.SequenceEqual(numbers.Skip(1));
    });

    [Fact]
    public void Figures_are_the_same() => Numbers.ForAll(numbers =>
        Sequence.Count(numbers) == numbers.Length
        && Sequence.Count(Lazy(numbers)) == numbers.Length
        && Sequence.LongCount(numbers) == numbers.Length
        && Sequence.Count(numbers, Even) == numbers.Count(Even)
        && Sequence.Sum(numbers) == numbers.Sum()
        && Sequence.Sum(numbers, number => (long)number) == numbers.Sum(number => (long)number)
        && Sequence.Sum(numbers, number => (double)number) == numbers.Sum(number => (double)number)
        && Sequence.Sum(numbers, number => Even(number) ? number : (int?)null) == numbers.Where(Even).Sum()
        && Sequence.Sum(numbers, number => Even(number) ? number : (long?)null) == numbers.Where(Even).Sum()
        && Same(() => Sequence.Average(numbers, number => number), () => numbers.Average(number => (double)number))
        && Same(() => Sequence.Aggregate(numbers, (a, b) => a * 3 + b), () => numbers.Aggregate((a, b) => a * 3 + b))
        && Sequence.Aggregate(numbers, "", (text, number) => text + number) == numbers.Aggregate("", (text, number) => text + number));

    [Fact]
    public void A_sum_that_the_type_cannot_hold_is_refused()
    {
        Assert.Throws<OverflowException>(() => Sequence.Sum([int.MaxValue, 1]));
        Assert.Throws<OverflowException>(() => Sequence.Sum([long.MaxValue, 1L]));
        Assert.Throws<OverflowException>(() => Sequence.Sum([(long?)long.MaxValue, null, 1L]));
    }

    [Fact]
    public void Extremes_are_the_same() => Gen.Select(Numbers, Words).ForAll(drawn =>
    {
        (int[] numbers, string?[] words) = drawn;
        int?[] known = [.. numbers.Select(number => number < 0 ? (int?)null : number)];
        return Same(() => Sequence.Max(numbers), () => numbers.Max())
            && Same(() => Sequence.Min(numbers), () => numbers.Min())
            && Sequence.Max(known) == known.Max()
            && Sequence.Min(known) == known.Min()
            && Sequence.Max(words) == words.Max()
            && Sequence.Min(words) == words.Min()
            && Same(() => Sequence.Max(numbers, number => -number), () => numbers.Max(number => -number))
            && Same(() => Sequence.Min(numbers, number => -number), () => numbers.Min(number => -number))
            && Same(() => Sequence.MaxBy(numbers, number => number / 2), () => numbers.MaxBy(number => number / 2))
            && Same(() => Sequence.MinBy(numbers, number => number / 2), () => numbers.MinBy(number => number / 2))
            && Sequence.MaxBy(words, word => word?.Length) == words.MaxBy(word => word?.Length)
            && Sequence.MinBy(words, word => word) == words.MinBy(word => word);
    });

    [Fact]
    public void An_order_is_the_same_and_keeps_equals() => Gen.Select(Numbers, Words).ForAll(drawn =>
    {
        var rows = drawn.Item1.Zip(drawn.Item2).Select((pair, place) => (Number: pair.First, Word: pair.Second, Place: place)).ToArray();
        var ours = Sequence.OrderBy(rows, row => row.Number / 3);
        return Same(Sequence.Order(drawn.Item1), drawn.Item1.Order())
            && Same(Sequence.OrderDescending(drawn.Item1), drawn.Item1.OrderDescending())
            && Same(Sequence.OrderBy(rows, row => row.Word), rows.OrderBy(row => row.Word))
            && Same(Sequence.OrderByDescending(rows, row => row.Number), rows.OrderByDescending(row => row.Number))
            && Same(
                Sequence.ThenBy(Sequence.ThenByDescending(ours, row => row.Word, StringComparer.Ordinal), row => row.Number),
                rows.OrderBy(row => row.Number / 3).ThenByDescending(row => row.Word, StringComparer.Ordinal).ThenBy(row => row.Number));
    });

    [Fact]
    public void Groups_are_the_same() => Words.ForAll(words =>
    {
        var lookup = Sequence.ToLookup(words, word => word?[..1]);
        ILookup<string?, string?> theirs = words.ToLookup(word => word?[..1]);
        return Same(
                Sequence.GroupBy(words, word => word).Select(group => $"{group.Key} {string.Join(',', group)} {group.Count()}"),
                words.GroupBy(word => word).Select(group => $"{group.Key} {string.Join(',', group)} {group.Count()}"))
            && Same(
                Sequence.GroupBy(words, word => word?.Length, word => word?[0]).Select(group => $"{group.Key} {string.Join(',', group)}"),
                words.GroupBy(word => word?.Length, word => word?[0]).Select(group => $"{group.Key} {string.Join(',', group)}"))
            && Same(
                Sequence.GroupBy(words, word => word, (word, all) => $"{word} {all.Count()}"),
                words.GroupBy(word => word, (word, all) => $"{word} {all.Count()}"))
            && lookup.Count == theirs.Count
            && new[] { null, "b", "c", "d", "zz" }
                .All(key => lookup.Contains(key) == theirs.Contains(key) && Same(lookup[key], theirs[key]));
    });

    [Fact]
    public void Many_keys_are_found_again()
    {
        var lookup = Sequence.ToLookup(Enumerable.Range(0, 1000), number => number * 7, number => number);

        Assert.Equal(1000, lookup.Count);
        Assert.All(Enumerable.Range(0, 1000), number => Assert.Equal([number], lookup[number * 7]));
        Assert.Empty(lookup[1]);
    }

    [Fact]
    public void Collections_and_sets_are_the_same() => Gen.Select(Numbers, Numbers).ForAll(drawn =>
    {
        (int[] numbers, int[] others) = drawn;
        return Same(Sequence.ToArray(numbers), numbers)
            && !(numbers.Length > 0 && ReferenceEquals(Sequence.ToArray(numbers), numbers))
            && Same(Sequence.ToArray(Lazy(numbers)), numbers)
            && Same(Sequence.ToList(Lazy(numbers)), numbers)
            && Sequence.ToHashSet(numbers).SetEquals(numbers)
            && Same(Sequence.Distinct(numbers), numbers.Distinct())
            && Same(Sequence.DistinctBy(numbers, Name), numbers.DistinctBy(Name))
            && Same(Sequence.Union(numbers, others), numbers.Union(others))
            && Same(Sequence.Intersect(numbers, others), numbers.Intersect(others))
            && Same(Sequence.Except(numbers, others), numbers.Except(others))
            && Same(
                Sequence.ToDictionary(numbers.Distinct(), number => number, Name),
                numbers.Distinct().ToDictionary(number => number, Name))
            && Same(Sequence.ToDictionary(numbers.Distinct(), number => -number), numbers.Distinct().ToDictionary(number => -number));
    });

    [Fact]
    public void A_set_is_asked_by_its_own_comparer()
    {
        IEnumerable<string> set = new HashSet<string>(["Host"], StringComparer.OrdinalIgnoreCase);

        Assert.True(Sequence.Contains(set, "HOST"));
        Assert.False(Sequence.Contains(set, "HOST", StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_happens_before_it_is_walked()
    {
        int made = 0;
        IEnumerable<int> sequence = Sequence.Select(Sequence.Range(0, 10), number => made += number);

        Assert.Equal(0, made);
        Assert.Equal(0 + 1, Sequence.ElementAtOrDefault(sequence, 1));
        Assert.Equal(1, made);
        Assert.Equal([4, 4], Sequence.Repeat(4, 2));
    }

    private static string? Word(int i) => i == 0 ? null : new string((char)('a' + i), i % 2 + 1);

    private static string Joined(int[] numbers) => string.Join(' ', numbers);

    private static IEnumerable<T> Lazy<T>(IEnumerable<T> items)
    {
        foreach (T item in items)
        {
            yield return item;
        }
    }

    private static bool Same<T>(IEnumerable<T> ours, IEnumerable<T> theirs) => Enumerable.SequenceEqual(ours, theirs);

    private static bool Same<T>(Func<T> ours, Func<T> theirs) => Answer(ours).Equals(Answer(theirs));

    private static (T?, Type?) Answer<T>(Func<T> question)
    {
        try
        {
            return (question(), null);
        }
        catch (Exception exception)
        {
            return (default, exception.GetType());
        }
    }
}
