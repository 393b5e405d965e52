using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>HAProxy (Configuration Manual: global section, proxies, server options).</summary>
internal sealed class HAProxy : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("haproxy");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed or Fault.EndNotRead =>
        [
            InConfiguration("Set timeout client-fin and timeout server-fin (30s, say): without them a half-closed connection waits for timeout tunnel, client or server"),
            InConfiguration("Set timeout client and timeout server in every section: unset means no limit"),
        ],
        Fault.SlowAccept => [InConfiguration("At its maxconn, global or of the frontend, HAProxy stops accepting: raise it, with two descriptors a connection")],
        Fault.ShortBacklog => [InConfiguration("Raise backlog of the frontend (default its maxconn), then reload")],
        Fault.NoConnectionReuse =>
        [
            InConfiguration("Set http-reuse safe or always in the backend (safe is the default from 2.0 on), and take out http-reuse never, option httpclose and option http-server-close"),
            InConfiguration("Keep idle server connections for longer: pool-purge-delay of the server (default 5s)"),
        ],
        Fault.ClosesFirst => [InConfiguration("Raise timeout http-keep-alive (unset: timeout http-request, then timeout client), and take out option httpclose")],
        Fault.NoKeepalive => [InConfiguration("Set option clitcpka in the frontend and option srvtcpka in the backend")],
        Fault.NoConnectTimeout => [InConfiguration("Set timeout connect in the backend (5s, say): unset means no limit")],
        Fault.NoReadTimeout or Fault.NoSendTimeout =>
        [
            InConfiguration("Set timeout client and timeout server: unset means no limit"),
            InConfiguration("Where timeout tunnel is set, set timeout client-fin and timeout server-fin too: it replaces the others once a connection is a tunnel"),
        ],
        Fault.DescriptorLimit => [InConfiguration("Lower global maxconn, or raise the hard limit that it is derived from: a proxied connection takes two descriptors")],
        Fault.AbruptReload => [InConfiguration("Reload instead of restarting, with expose-fd listeners on the stats socket so that the new process takes the listeners over; hard-stop-after bounds the old one")],
        Fault.PoolOutlivesPeer => [InConfiguration("Lower pool-purge-delay of the server (default 5s) below the server's own idle limit")],
        Fault.UnboundedPool => [InConfiguration("Bound each server with maxconn, and its idle connections with pool-max-conn")],
        Fault.SmallBuffers => [InConfiguration("Take tune.rcvbuf.client, tune.rcvbuf.server, tune.sndbuf.client and tune.sndbuf.server out: 0, the default, leaves the size to the kernel")],
        _ => [],
    };
}
