using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Which sockets were in which rare state at the first reading: what was is at least as old as the time between, what was not is
/// at most.</summary>
internal sealed class EarlierSuspects
{
    private readonly Dictionary<(ulong Cookie, TcpState State), uint> there = [];
    private readonly HashSet<(InetEndpoint Local, InetEndpoint Peer)> halfClosed = [];

    /// <param name="suspects">The first reading's.</param>
    /// <param name="apartMs">The shortest and the longest time between a socket's two looks, in milliseconds.</param>
    public EarlierSuspects(IEnumerable<SuspectTally.Suspect> suspects, (long AtLeast, long AtMost) apartMs)
    {
        ApartMs = apartMs;
        foreach (SuspectTally.Suspect suspect in suspects)
        {
            there[(suspect.Cookie, suspect.State)] = suspect.SendQ;
            if (suspect is { State: TcpState.FinWait2, Timer: not SocketTimer.TimeWait })
            {
                halfClosed.Add((suspect.Local, suspect.Peer));
            }
        }
    }

    /// <summary>The shortest and the longest time between a socket's two looks, in milliseconds.</summary>
    public (long AtLeast, long AtMost) ApartMs { get; }

    /// <summary>Whether a socket was in its state; null when it has no identity (/proc/net).</summary>
    public bool? Had(in SuspectTally.Suspect suspect)
    {
        // INET_DIAG_NOCOOKIE.
        if (suspect.Cookie is 0 or ulong.MaxValue)
        {
            return null;
        }

        // A mini-socket has a new cookie (net/ipv4/inet_timewait_sock.c inet_twsk_alloc): it may have been a full one then.
        return there.ContainsKey((suspect.Cookie, suspect.State))
            || (suspect.State == TcpState.FinWait2 && halfClosed.Contains((suspect.Local, suspect.Peer)));
    }

    /// <summary>Whether a socket has less left to deliver than it had; one that was in another state then, or has no identity, does not
    /// tell.</summary>
    public bool HasDelivered(in SuspectTally.Suspect suspect) =>
        there.TryGetValue((suspect.Cookie, suspect.State), out uint then)
            && EarlierConnections.IsCookie(suspect.Cookie)
            && suspect.SendQ < then;
}
