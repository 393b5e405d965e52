using System.Diagnostics;

namespace TcpVet.Lab;

/// <summary>A moment until which to wait; every wait of the laboratory has one, none sleeps blindly.</summary>
public readonly struct Deadline
{
    private readonly long until;

    private Deadline(long until) => this.until = until;

    /// <summary>What a maker waits at most for a state: loopback needs milliseconds, a first SYN retransmission one second.</summary>
    public static Deadline Usual => After(TimeSpan.FromSeconds(10));

    /// <summary>A deadline from now on.</summary>
    public static Deadline After(TimeSpan span) => new(Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency));

    /// <summary>True when the moment has passed.</summary>
    public bool Passed => Stopwatch.GetTimestamp() >= until;

    /// <summary>Whole milliseconds left, at least 0.</summary>
    public int LeftMs => (int)Math.Clamp((until - Stopwatch.GetTimestamp()) * 1000 / Stopwatch.Frequency, 0, int.MaxValue);

    /// <summary>Asks again and again, 2 ms apart, until the answer is there.</summary>
    /// <param name="what">What is waited for, for the error.</param>
    /// <param name="ask">Returns null as long as it is not there.</param>
    /// <exception cref="LabException">It did not come in time.</exception>
    public T Wait<T>(string what, Func<T?> ask)
        where T : class
    {
        while (true)
        {
            if (ask() is { } answer)
            {
                return answer;
            }

            if (Passed)
            {
                throw new LabException($"{what} did not come in time");
            }

            Thread.Sleep(2);
        }
    }
}
