using System.Runtime.CompilerServices;
using CsCheck;
using Xunit.Sdk;

namespace TcpVet.Testing;

/// <summary>
/// Properties of generated inputs. A run draws the same inputs as the run before it: its seed is committed here. TCPVET_NEW_SEEDS=1
/// (<c>./test --long</c>) draws new ones. A failure prints the seed of the smallest input that fails; CsCheck_Seed repeats that input.
/// </summary>
/// <remarks>CsCheck's own <c>Sample</c> seeds itself from the clock and shares its inputs out among threads; a test holds that nobody calls
/// it.</remarks>
internal static class Property
{
    private const ulong CommittedSeed = 2026_11_30;

    // Inputs that are tried for a smaller one that fails too.
    private const long LeastShrinking = 2_000;

    private const int LongestPrint = 5_000;

    private static readonly ulong Seed =
        Environment.GetEnvironmentVariable("TCPVET_NEW_SEEDS") is null or "" ? CommittedSeed : (ulong)DateTime.UtcNow.Ticks;

    /// <summary>Checks a property of one input after the other.</summary>
    /// <param name="gen">Makes the inputs.</param>
    /// <param name="check">Throws where the property does not hold.</param>
    /// <param name="iter">How many inputs; CsCheck_Iter, or 100, where it is left out.</param>
    /// <param name="member">The test; two tests draw different inputs.</param>
    public static void ForAll<T>(this Gen<T> gen, Action<T> check, long iter = -1, [CallerMemberName] string member = "")
    {
        long left = iter < 0 ? Check.Iter : iter;
        PCG random = new(Fingerprint(member), Seed);
        Failure<T>? smallest = Check.Seed is { } seed ? Try(gen, check, PCG.Parse(seed), null) : null;
        for (; left > 0 && smallest is null; left--)
        {
            smallest = Try(gen, check, random, null);
        }

        if (smallest is null)
        {
            return;
        }

        for (left = Math.Max(left, LeastShrinking); left > 0; left--)
        {
            smallest = Try(gen, check, random, smallest.Size) ?? smallest;
        }

        string input = Check.Print(smallest.Input);
        string shown = input.Length <= LongestPrint ? input : $"{input[..LongestPrint]} ...";
        throw new XunitException($"CsCheck_Seed={smallest.Seed} repeats it. The input:\n{shown}\n{smallest.Exception.Message}", smallest.Exception);
    }

    /// <inheritdoc cref="ForAll{T}(Gen{T}, Action{T}, long, string)"/>
    public static void ForAll<T>(this Gen<T> gen, Func<T, bool> check, long iter = -1, [CallerMemberName] string member = "") =>
        gen.ForAll(input => Assert.True(check(input)), iter, member);

    /// <inheritdoc cref="ForAll{T}(Gen{T}, Action{T}, long, string)"/>
    public static void ForAll<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> check, long iter = -1,
        [CallerMemberName] string member = "") =>
        gen.ForAll(input => check(input.Item1, input.Item2), iter, member);

    /// <inheritdoc cref="ForAll{T}(Gen{T}, Action{T}, long, string)"/>
    public static void ForAll<T1, T2>(this Gen<(T1, T2)> gen, Func<T1, T2, bool> check, long iter = -1,
        [CallerMemberName] string member = "") =>
        gen.ForAll(input => Assert.True(check(input.Item1, input.Item2)), iter, member);

    /// <inheritdoc cref="ForAll{T}(Gen{T}, Action{T}, long, string)"/>
    public static void ForAll<T1, T2, T3>(
        this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> check, long iter = -1, [CallerMemberName] string member = "") =>
        gen.ForAll(input => check(input.Item1, input.Item2, input.Item3), iter, member);

    /// <inheritdoc cref="ForAll{T}(Gen{T}, Action{T}, long, string)"/>
    public static void ForAll<T1, T2, T3>(
        this Gen<(T1, T2, T3)> gen, Func<T1, T2, T3, bool> check, long iter = -1, [CallerMemberName] string member = "") =>
        gen.ForAll(input => Assert.True(check(input.Item1, input.Item2, input.Item3)), iter, member);

    // Draws one input and checks it, unless it is no smaller than the smallest that failed.
    private static Failure<T>? Try<T>(Gen<T> gen, Action<T> check, PCG random, Size? smallest)
    {
        string seed = random.ToString();
        T input = gen.Generate(random, smallest, out Size size);
        if (smallest is not null && !Size.IsLessThan(size, smallest))
        {
            return null;
        }

        try
        {
            check(input);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new Failure<T>(seed, input, size, exception);
        }
    }

    // FNV-1a: a string's own hash code differs from run to run.
    private static uint Fingerprint(string text)
    {
        uint hash = 2166136261;
        foreach (char letter in text)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return hash;
    }

    private sealed record Failure<T>(string Seed, T Input, Size Size, Exception Exception);
}
