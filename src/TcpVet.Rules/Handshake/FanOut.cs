using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Handshake;

/// <summary>
/// Whether most of the connections that are opened fail. What stands in SYN_SENT cannot tell alone: successes leave it within a
/// round trip and failures stay for two minutes, so that a crawler with one dead host in ten shows nine tenths of failures.
/// </summary>
internal static class FanOut
{
    private const string Opens = "Tcp.ActiveOpens";
    private const string Failures = "Tcp.AttemptFails";
    private const double BatchShare = 0.02;

    /// <summary>The share of attempts that fail, 0 to 1; null when the counter of attempts is unknown.</summary>
    /// <param name="groups">Sockets in SYN_SENT.</param>
    /// <param name="input">The facts.</param>
    public static double? FailingShare(IReadOnlyList<SocketGroup> groups, RuleInput input)
    {
        long count = groups.Sum(group => group.Count);
        long repeated = groups.Sum(group => group.Retransmitting);
        if (count == 0 || input.Delta(Opens) is not { } attempts || input.IntervalSeconds is not { } seconds)
        {
            return count == 0 ? 0 : null;
        }

        // Next to nothing was opened meanwhile: they were opened together, and those that succeeded are gone.
        if (attempts <= BatchShare * count)
        {
            return (double)repeated / count;
        }

        // Those that have repeated their SYN once are between 1 s and the next repetition old: 1 s wide with linear timeouts (Linux 6.5),
        // else 2 s.
        double window = input.Netns.Setting("net.ipv4.tcp_syn_linear_timeouts") > 0 ? 1 : 2;
        double unanswered = (repeated - groups.Sum(group => group.RetransmittingTwice)) / window * seconds;
        return Math.Min(1, (unanswered + Math.Max(0, input.Delta(Failures) ?? 0)) / attempts);
    }

    /// <summary>
    /// How many destinations answer: those that processes have open on one of the ports, at the most. A monitor keeps its connections
    /// to the living ones, and so opens towards the dead ones alone; what is opened meanwhile then tells nothing of the living.
    /// </summary>
    /// <param name="pids">The processes; connections whose owner is unknown count as well.</param>
    /// <param name="ports">The remote ports.</param>
    /// <param name="input">The facts.</param>
    public static long Living(IReadOnlySet<int> pids, IReadOnlySet<ushort> ports, RuleInput input)
    {
        if (input.Netns.Connections is not { } survey)
        {
            return input.Netns.Tcp[TcpState.Established];
        }

        long seen = survey.Groups
            .Where(group => !group.Inbound && group.Unanswered < group.Count && (group.Process is null || pids.Contains(group.Process.Pid)))
            .Sum(group => group.Peer.Addr.IsAny ? group.Count : ports.Contains(group.Peer.Port) ? 1 : 0);
        return (long)((seen + survey.LeftOut) * Math.Max(1, survey.Population / Math.Max(1.0, survey.Sampled)));
    }
}
