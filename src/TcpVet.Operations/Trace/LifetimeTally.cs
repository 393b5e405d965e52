using System.Numerics;

namespace TcpVet.Operations.Trace;

/// <summary>Durations, counted so that any quantile can be read to within 6 %: sixteen steps between a power of two and the next.</summary>
public sealed class LifetimeTally
{
    private const int StepBits = 4;
    private const int Steps = 1 << StepBits;

    private readonly uint[] counts = new uint[64 * Steps];

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one.</summary>
    /// <param name="ns">Nanoseconds.</param>
    public void Add(ulong ns)
    {
        counts[Slot(ns)]++;
        Count++;
    }

    /// <summary>The duration that a share of them does not exceed, in nanoseconds; null when there are none.</summary>
    /// <param name="share">0.5 for the median.</param>
    public ulong? Quantile(double share)
    {
        long rank = (long)Math.Ceiling(share * Count);
        for (int i = 0; i < counts.Length; i++)
        {
            rank -= counts[i];
            if (counts[i] > 0 && rank <= 0)
            {
                return Middle(i);
            }
        }

        return null;
    }

    private static int Slot(ulong ns)
    {
        if (ns < Steps)
        {
            return (int)ns;
        }

        int power = BitOperations.Log2(ns);
        return ((power - StepBits + 1) << StepBits) + (int)(ns >> (power - StepBits) & (Steps - 1));
    }

    private static ulong Middle(int slot)
    {
        if (slot < Steps)
        {
            return (ulong)slot;
        }

        int shift = (slot >> StepBits) - 1;
        ulong first = (ulong)(Steps + (slot & (Steps - 1))) << shift;
        return first + ((1UL << shift) >> 1);
    }
}
