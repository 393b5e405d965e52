using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>A Java program (documentation of the JDK, HikariCP, Apache HttpClient and the JDBC drivers).</summary>
internal class Java : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "java" || process.IsCalled("java");

    public override string? ThreadDump(int pid) => $"jcmd {pid} Thread.print";

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed => [InCode("Open each Socket, SocketChannel and stream in a try-with-resources statement, so that every path closes it")],
        Fault.ResponseNotClosed =>
        [
            InCode("Close each HTTP response body, JDBC Connection, Statement and ResultSet in a try-with-resources statement"),
            InConfiguration("Let the pool name the code that keeps a connection: HikariCP leakDetectionThreshold in ms (default 0 is off, at least 2000)"),
        ],
        Fault.EndNotRead => [Look(pid), InCode("Give blocking reads a limit: Socket.setSoTimeout(ms); the default 0 waits for ever")],
        Fault.SlowAccept => [Look(pid)],
        Fault.SlowReader => [Look(pid)],
        Fault.ShortBacklog => [InCode("Name a backlog in new ServerSocket(port, backlog) or ServerSocketChannel.bind(address, backlog); the default is 50")],
        Fault.NoConnectionReuse =>
        [
            InCode("Share one HTTP client: each new java.net.http.HttpClient or Apache HttpClient has a pool of its own; read each response body to its end"),
            InConfiguration("Take JDBC connections from a pool (HikariCP, Tomcat jdbc-pool), not from DriverManager.getConnection()"),
        ],
        Fault.NoKeepalive => [InCode("Call Socket.setKeepAlive(true) and set ExtendedSocketOptions.TCP_KEEPIDLE, TCP_KEEPINTERVAL and TCP_KEEPCOUNT (JDK 11 and later)")],
        Fault.NoConnectTimeout => [InCode("Give connect() a limit: Socket.connect(address, ms), HttpClient.Builder.connectTimeout, URLConnection.setConnectTimeout; unset, none of them has one")],
        Fault.NoReadTimeout =>
        [
            InCode("Give reads a limit: Socket.setSoTimeout(ms), HttpRequest.Builder.timeout, URLConnection.setReadTimeout; unset, they wait for ever"),
            InConfiguration("For JDBC, add socketTimeout to the URL (PostgreSQL in s, MySQL in ms; default 0 is none)"),
        ],
        Fault.NoSendTimeout => [InCode("Bound writes: SO_TIMEOUT covers reads only, so close the socket from another thread after a deadline; with Netty, add a WriteTimeoutHandler")],
        Fault.DescriptorLimit => [InConfiguration("Raise its hard limit: the JVM lifts its soft limit to the hard one when it starts (-XX:+MaxFDLimit, the default)")],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration("For HikariCP, set maxLifetime (default 1800000 ms) some seconds below the shortest limit of database, balancer and firewall; idleTimeout acts only where minimumIdle is below maximumPoolSize"),
            InCode("Build Apache HttpClient with evictIdleConnections() and evictExpiredConnections(), and give connections a time to live"),
            InConfiguration("For java.net.http, start with -Djdk.httpclient.keepalive.timeout=SECONDS below the server's limit"),
        ],
        Fault.UnboundedPool =>
        [
            InConfiguration("Bound the JDBC pool: HikariCP maximumPoolSize (default 10), and one DataSource for the whole process"),
            InCode("Bound the HTTP pool: Apache HttpClient setMaxConnTotal and setMaxConnPerRoute"),
        ],
        Fault.SmallBuffers => [InCode("Take out setReceiveBufferSize() and setSendBufferSize(): a fixed size switches the kernel's own sizing off")],
        _ => [],
    };
}
