using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Facts;

/// <summary>
/// Whether connect() may take the local port of a TIME_WAIT towards the same destination
/// (net/ipv4/tcp_ipv4.c <c>tcp_twsk_unique</c>, called when the tuple collides).
/// </summary>
internal static class TimeWaitReuse
{
    /// <summary>True or false when the settings decide it; null when one that would decide it is unknown.</summary>
    public static bool? IsAllowed(RuleInput input, InetAddress source, InetAddress destination)
    {
        long? reuse = input.Netns.Setting("net.ipv4.tcp_tw_reuse");
        long? timestamps = input.Netns.Setting("net.ipv4.tcp_timestamps");
        // 2, the default since 4.18, wants a loopback address at either end.
        bool? allowed = reuse switch
        {
            null => null,
            1 => true,
            2 => source.IsLoopback || destination.IsLoopback,
            _ => false,
        };
        if (allowed == false || timestamps == 0)
        {
            return false;
        }

        return allowed is null || timestamps is null ? null : true;
    }

    /// <summary>The two settings as evidence.</summary>
    public static Evidence Evidence(RuleInput input) => new(
        "tcp_tw_reuse / tcp_timestamps", $"{input.Running("net.ipv4.tcp_tw_reuse")} / {input.Running("net.ipv4.tcp_timestamps")}", "net.ipv4.tcp_tw_reuse, net.ipv4.tcp_timestamps");
}
