namespace TcpVet.Rules.Software;

/// <summary>PostgreSQL (documentation: Connections and Authentication, Client Connection Defaults; Release Notes).</summary>
internal sealed class PostgreSql : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("postgres") || process.IsCalled("postmaster");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.EndNotRead =>
        [
            InConfiguration(
                "Set client_connection_check_interval (default 0 is off; PostgreSQL 14 and later), so that a running query ends when its client has gone",
                Proof.Test("RealPostgresTests.A_query_ends_when_its_client_has_gone_and_idle_sessions_end_in_time")),
        ],
        Fault.NoKeepalive =>
        [
            InConfiguration(
                "Lower tcp_keepalives_idle (s; the default 0 takes tcp_keepalive_time), with tcp_keepalives_interval and tcp_keepalives_count",
                Proof.Test("RealDatabaseTests.PostgreSQL_has_the_defaults_that_are_named")),
        ],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Set idle_in_transaction_session_timeout, and idle_session_timeout (PostgreSQL 14 and later); both are 0, off, by default",
                Proof.Test("RealPostgresTests.A_query_ends_when_its_client_has_gone_and_idle_sessions_end_in_time")),
        ],
        Fault.NoSendTimeout =>
        [
            InConfiguration(
                "Set tcp_user_timeout (ms; default 0 is the system's; PostgreSQL 12 and later)",
                Proof.Test("RealDatabaseTests.PostgreSQL_has_the_defaults_that_are_named")),
        ],
        _ => [],
    };
}
