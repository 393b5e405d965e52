namespace TcpVet.Rules.Software;

/// <summary>HAProxy (Configuration Manual: global section, proxies, server options).</summary>
internal sealed class HAProxy : Product
{
    private const string Manual = "haproxy/haproxy@50872daa6 doc/configuration.txt:";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("haproxy");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed or Fault.EndNotRead =>
        [
            InConfiguration(
                "Set timeout client-fin and timeout server-fin (30s, say): without them a half-closed connection waits for timeout tunnel, client or server",
                Proof.Source(Manual + "14685")),
            InConfiguration("Set timeout client and timeout server in every section: unset means no limit", Proof.Source(Manual + "14645")),
        ],
        Fault.SlowAccept =>
        [
            InConfiguration(
                "At its maxconn, global or of the frontend, HAProxy stops accepting: raise it, with two descriptors a connection",
                Proof.Test("RealHAProxyTests.At_maxconn_it_stops_accepting")),
        ],
        Fault.ShortBacklog =>
        [
            InConfiguration(
                "Raise backlog of the frontend (default its maxconn), then restart it: a reload hands the listening sockets over with the queues that they have",
                Proof.Test("RealHAProxyTests.A_reload_keeps_the_queue_and_a_restart_does_not")),
        ],
        Fault.NoConnectionReuse =>
        [
            InConfiguration(
                "Set http-reuse safe or always in the backend (safe is the default from 2.0 on), and take out http-reuse never, option httpclose and option http-server-close",
                Proof.Source(Manual + "9013")),
            InConfiguration(
                "Keep idle server connections for longer: pool-purge-delay of the server (default 5s), each of which half of the idle ones outlive",
                Proof.Source(Manual + "19489")),
        ],
        Fault.ClosesFirst =>
        [
            InConfiguration(
                "Raise timeout http-keep-alive (unset: timeout http-request, then timeout client), and take out option httpclose",
                Proof.Source(Manual + "14764")),
        ],
        Fault.NoKeepalive =>
            [InConfiguration("Set option clitcpka in the frontend and option srvtcpka in the backend", Proof.Source(Manual + "10102"))],
        Fault.NoConnectTimeout =>
            [InConfiguration("Set timeout connect in the backend (5s, say): unset means no limit", Proof.Source(Manual + "14734"))],
        Fault.NoReadTimeout or Fault.NoSendTimeout =>
        [
            InConfiguration("Set timeout client and timeout server: unset means no limit", Proof.Source(Manual + "14919")),
            InConfiguration(
                "Where timeout tunnel is set, set timeout client-fin and timeout server-fin too: it replaces the others once a connection is a tunnel",
                Proof.Source(Manual + "15018")),
        ],
        Fault.DescriptorLimit =>
        [
            InConfiguration(
                "Lower global maxconn, or raise the hard limit that it is derived from: a proxied connection takes two descriptors",
                Proof.Source(Manual + "3911")),
        ],
        Fault.AbruptReload =>
        [
            InConfiguration(
                "Reload instead of restarting, with expose-fd listeners on the stats socket so that the new process takes the listeners over; hard-stop-after bounds the old one",
                Proof.Source(Manual + "17580")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration(
                "Set http-reuse safe in the backend: the first request of a client then gets a connection of its own",
                Proof.Source(Manual + "9013")),
            InConfiguration(
                "Write retry-on conn-failure empty-response in the backend, for requests that may be sent twice",
                Proof.Source(Manual + "12384")),
            InConfiguration(
                "Raise the servers' own idle limit to several times pool-purge-delay (default 5s): half of the idle connections outlive each one",
                Proof.Test("RealHAProxyTests.Half_of_the_idle_connections_outlive_each_purge_delay")),
        ],
        Fault.UnboundedPool =>
            [InConfiguration("Bound each server with maxconn, and its idle connections with pool-max-conn", Proof.Source(Manual + "19479"))],
        Fault.SmallBuffers =>
        [
            InConfiguration(
                "Take tune.rcvbuf.client, tune.rcvbuf.server, tune.sndbuf.client and tune.sndbuf.server out: 0, the default, leaves the size to the kernel",
                Proof.Source(Manual + "5409")),
        ],
        _ => [],
    };
}
