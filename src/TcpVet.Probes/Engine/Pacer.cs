namespace TcpVet.Probes.Engine;

/// <summary>
/// Keeps packets to a rate on average. What is sent again or belongs to one question goes at once and is paid for afterwards: the next
/// question waits longer.
/// </summary>
/// <param name="perSecond">Packets a second.</param>
/// <param name="burst">How many may go at once after a pause.</param>
internal sealed class Pacer(int perSecond, int burst)
{
    private readonly long costUs = Math.Max(1, 1_000_000 / perSecond);
    private long freeAtUs = long.MinValue;

    /// <summary>When the next question may go, in the scale of <see cref="EventLoop.NowUs"/>.</summary>
    public long NextUs => freeAtUs == long.MinValue ? freeAtUs : freeAtUs - ((burst - 1) * costUs);

    /// <summary>Pays for packets.</summary>
    public void Spend(int packets, long nowUs) => freeAtUs = Math.Max(freeAtUs, nowUs) + (packets * costUs);
}
