namespace TcpVet.Rules.Software;

/// <summary>Apache Tomcat 9.0, 10.1 and 11.0 (documentation: The HTTP Connector, The Service, JNDI Datasource; AbstractEndpoint).</summary>
internal sealed class Tomcat : Java
{
    private const string Manual = "apache/tomcat@84ac9af072 webapps/docs/config/http.xml:";

    // A recorded command line is cut before its main class; the log manager that catalina.sh sets comes early in it.
    public override bool IsRunBy(ProcessTraits process) => base.IsRunBy(process)
        && (process.Says("org.apache.catalina.startup.Bootstrap") || process.Says("-Dcatalina.base=") || process.Says("-Dcatalina.home=")
            || process.Says("=org.apache.juli.ClassLoaderLogManager") || process.IsUnitLike("tomcat"));

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            InConfiguration(
                "Tomcat stops accepting at maxConnections (default 8192) alone, not when its threads are busy: find what keeps connections open, then raise it on the Connector, within the descriptor limit",
                Proof.Test("RealTomcatTests.Only_max_connections_stops_accepting")),
            Look(pid),
            InConfiguration(
                "Where its log says Too many open files, accept() fails: keep maxConnections below the descriptor limit",
                Proof.Source("apache/tomcat@84ac9af072 java/org/apache/tomcat/util/net/Acceptor.java:133")),
        ],
        Fault.ShortBacklog =>
        [
            InConfiguration(
                "Raise acceptCount of the Connector in server.xml (default 100), then restart it",
                Proof.Test("RealTomcatTests.Listeners_have_the_queues_that_the_rules_say")),
        ],
        Fault.ClosesFirst =>
        [
            InConfiguration(
                "Raise keepAliveTimeout of the Connector (ms; default connectionTimeout, 20000 as shipped) above the idle limit of the balancer's pool",
                Proof.Source(Manual + "540")),
            InConfiguration(
                "Raise maxKeepAliveRequests of the Connector (default 100; -1 is no limit, 1 closes after each request)",
                Proof.Source(Manual + "605")),
        ],
        Fault.NoKeepalive => [InConfiguration("Set socket.soKeepAlive=\"true\" on the Connector", Proof.Source(Manual + "840"))],
        Fault.NoReadTimeout =>
        [
            InConfiguration("Set connectionTimeout of the Connector (ms; -1 waits for ever, the default of AJP)", Proof.Source(Manual + "474")),
            .. base.Remedies(fault, pid),
        ],
        Fault.DescriptorLimit =>
        [
            InConfiguration(
                "Keep maxConnections of the Connector (default 8192) below the limit, with room for files and outgoing connections",
                Proof.Source(Manual + "548")),
            .. base.Remedies(fault, pid),
        ],
        Fault.AbruptReload =>
        [
            InConfiguration(
                "Set bindOnInit=\"false\" on the Connector and gracefulStopAwaitMillis on the Service (default 0), so that a stop closes the listener first and waits for open connections",
                Proof.Source("apache/tomcat@84ac9af072 java/org/apache/catalina/core/StandardService.java:112")),
        ],
        Fault.ResponseNotClosed =>
        [
            base.Remedies(fault, pid)[0],
            InConfiguration(
                "Let the DataSource take back and name what is not returned: removeAbandonedOnBorrow (DBCP 2, Tomcat's default pool) or removeAbandoned (jdbc-pool), with logAbandoned",
                Proof.Source("apache/tomcat@84ac9af072 webapps/docs/jndi-datasource-examples-howto.xml:168")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration(
                "In the DataSource set maxConnLifetimeMillis (DBCP 2, Tomcat's default pool) or maxAge in ms (jdbc-pool) below the database's limit, with testOnBorrow",
                Proof.Source("apache/tomcat@84ac9af072 modules/jdbc-pool/doc/jdbc-pool.xml:465")),
            .. base.Remedies(fault, pid).Take(MostRemedies - 1),
        ],
        Fault.SmallBuffers =>
        [
            InConfiguration(
                "Take socket.rxBufSize and socket.txBufSize off the Connector: a fixed size switches the kernel's own sizing off",
                Proof.Source(Manual + "826")),
        ],
        _ => base.Remedies(fault, pid),
    };
}
