namespace TcpVet.Rules.Software;

/// <summary>PgBouncer (pgbouncer.ini). Whoever runs it has its settings, not its code.</summary>
internal sealed class PgBouncer : Product
{
    private const string Manual = "pgbouncer/pgbouncer@13a344f2 doc/config.md:";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("pgbouncer");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            InConfiguration(
                "Where its log says accept() failed: Too many open files, raise its descriptor limit; beyond max_client_conn (default 100) it accepts and refuses",
                Proof.Test("RealPgBouncerTests.Beyond_max_client_conn_it_accepts_and_refuses")),
        ],
        Fault.ShortBacklog => [InConfiguration("Raise listen_backlog (default 128), then restart it: a RELOAD does not change it", Proof.Source("pgbouncer/pgbouncer@13a344f2 src/main.c:298"))],
        Fault.NoConnectionReuse =>
        [
            InConfiguration(
                "Raise server_lifetime (default 3600 s; 0 uses each connection once) and server_idle_timeout (default 600 s)",
                Proof.Source(Manual + "710")),
        ],
        Fault.ClosesFirst =>
        [
            InConfiguration(
                "Raise client_idle_timeout (default 0 is off) above the idle limit of the clients' own pools",
                Proof.Source(Manual + "1075")),
        ],
        Fault.NoKeepalive =>
            [InConfiguration("Leave tcp_keepalive at 1, the default, and set tcp_keepidle, tcp_keepintvl and tcp_keepcnt (default the system's)", Proof.Source(Manual + "1188"))],
        Fault.NoConnectTimeout => [InConfiguration("Lower server_connect_timeout (default 15 s)", Proof.Source(Manual + "728"))],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Set client_idle_timeout and idle_transaction_timeout for clients, query_timeout for servers (default 0 is off)",
                Proof.Source(Manual + "1083")),
        ],
        Fault.NoSendTimeout => [InConfiguration("Set tcp_user_timeout (ms; default 0 is the system's)", Proof.Source(Manual + "1209"))],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration(
                "Set server_idle_timeout (default 600 s) and server_lifetime (default 3600 s) below the limits of PostgreSQL and of firewalls between",
                Proof.Source(Manual + "721")),
        ],
        Fault.UnboundedPool => [InConfiguration("Bound its pools: default_pool_size (default 20) and max_db_connections (default 0 is no limit)", Proof.Source(Manual + "163"))],
        Fault.SmallBuffers => [InConfiguration("Take tcp_socket_buffer out: a fixed size switches the kernel's own sizing off", FixedBuffers)],
        _ => [],
    };
}
