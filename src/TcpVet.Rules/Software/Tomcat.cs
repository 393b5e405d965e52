using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>Apache Tomcat 9.0, 10.1 and 11.0 (documentation: The HTTP Connector, The Service, JNDI Datasource; AbstractEndpoint).</summary>
internal sealed class Tomcat : Java
{
    // A recorded command line is cut before its main class; the log manager that catalina.sh sets comes early in it.
    public override bool IsRunBy(ProcessTraits process) => base.IsRunBy(process)
        && (process.Says("org.apache.catalina.startup.Bootstrap") || process.Says("-Dcatalina.base=") || process.Says("-Dcatalina.home=")
            || process.Says("=org.apache.juli.ClassLoaderLogManager") || IsTomcatUnit(process.Unit));

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            Look(pid),
            InConfiguration("Give what requests wait for a timeout, then more threads: maxThreads of the Connector (default 200, ignored beside an executor)"),
            InConfiguration("At maxConnections (default 8192) Tomcat stops accepting: raise it on the Connector where that many are needed, within the descriptor limit"),
        ],
        Fault.ShortBacklog => [InConfiguration("Raise acceptCount of the Connector in server.xml (default 100), then restart it")],
        Fault.ClosesFirst =>
        [
            InConfiguration("Raise keepAliveTimeout of the Connector (ms; default connectionTimeout, 20000 as shipped) above the idle limit of the balancer's pool"),
            InConfiguration("Raise maxKeepAliveRequests of the Connector (default 100; -1 is no limit, 1 closes after each request)"),
        ],
        Fault.NoKeepalive => [InConfiguration("Set socket.soKeepAlive=\"true\" on the Connector")],
        Fault.NoReadTimeout =>
        [
            InConfiguration("Set connectionTimeout of the Connector (ms; -1 waits for ever, the default of AJP)"),
            .. base.Remedies(fault, pid),
        ],
        Fault.DescriptorLimit =>
        [
            InConfiguration("Keep maxConnections of the Connector (default 8192) below the limit, with room for files and outgoing connections"),
            .. base.Remedies(fault, pid),
        ],
        Fault.AbruptReload => [InConfiguration("Set bindOnInit=\"false\" on the Connector and gracefulStopAwaitMillis on the Service (default 0), so that a stop closes the listener first and waits for open connections")],
        Fault.ResponseNotClosed =>
        [
            base.Remedies(fault, pid)[0],
            InConfiguration("Let the DataSource take back and name what is not returned: removeAbandonedOnBorrow (DBCP 2, Tomcat's default pool) or removeAbandoned (jdbc-pool), with logAbandoned"),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration("In the DataSource set maxConnLifetimeMillis (DBCP 2, Tomcat's default pool) or maxAge in ms (jdbc-pool) below the database's limit, with testOnBorrow"),
            .. base.Remedies(fault, pid).Take(MostRemedies - 1),
        ],
        Fault.SmallBuffers => [InConfiguration("Take socket.rxBufSize and socket.txBufSize off the Connector: a fixed size switches the kernel's own sizing off")],
        _ => base.Remedies(fault, pid),
    };

    private static bool IsTomcatUnit(string unit) =>
        unit.StartsWith("tomcat", StringComparison.Ordinal) && unit.EndsWith(".service", StringComparison.Ordinal);
}
