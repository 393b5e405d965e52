using TcpVet.Ebpf.Drops;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Probes.Firewalls;

namespace TcpVet.Operations.Drops;

/// <summary>
/// Finds which rules of nftables may have thrown packets away. The kernel says only that netfilter did; what the packets were is known, so
/// that the chains can be played on them. The rules are read once, after the packets were counted.
/// </summary>
/// <param name="namespaces">The namespaces, as far as they are known.</param>
internal sealed class DropRules(IReadOnlyList<NetworkNamespace> namespaces)
{
    private const string Netfilter = "netfilter_drop";

    // Each plays all chains: rows beyond it, most of them alike, go without.
    private const int MostRows = 64;

    private readonly Dictionary<uint, FirewallJudge?> judges = [];
    private int played;

    /// <summary>The rules that may have stopped a row's packets; null when it was no firewall or it cannot be told.</summary>
    public IReadOnlyList<FirewallRule>? Of(DropRow row, uint netns)
    {
        Protocol protocol = (Protocol)row.ProtocolNumber;
        if (row.Reason.Name != Netfilter || row.Sample is not { } ends || protocol is not (Protocol.Tcp or Protocol.Udp)
            || row.Way == DropWay.Unknown || played++ >= MostRows || JudgeOf(netns) is not { } judge)
        {
            return null;
        }

        bool leaves = row.Way == DropWay.Out;
        (InetEndpoint from, InetEndpoint to) = leaves ? (ends.Local, ends.Peer) : (ends.Peer, ends.Local);
        return judge.RulesThatMayStop(new ProbePacket(protocol, from, to, OverLoopback: false)
        {
            Route = leaves ? PacketRoute.Out : row.Way == DropWay.Forward ? PacketRoute.Forward : PacketRoute.In,
            InInterface = leaves ? null : row.Interface,
            OutInterface = leaves ? row.Interface : null,
            IsFirst = row.IsOpening,
        });
    }

    private FirewallJudge? JudgeOf(uint netns)
    {
        if (!judges.TryGetValue(netns, out FirewallJudge? judge))
        {
            judges.Add(netns, judge = Read(namespaces.FirstOrDefault(one => (uint)one.Identity.Inode == netns)));
        }

        return judge;
    }

    private static FirewallJudge? Read(NetworkNamespace? place)
    {
        try
        {
            return place is null ? null : new FirewallJudge(place.Run(NftSource.Read));
        }
        catch (KernelException)
        {
            // Without nftables, or without CAP_NET_ADMIN: then nobody knows.
            return null;
        }
    }
}
