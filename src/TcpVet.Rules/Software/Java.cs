namespace TcpVet.Rules.Software;

/// <summary>A Java program (documentation of the JDK, HikariCP, Apache HttpClient, Reactor Netty, gRPC and the JDBC drivers).</summary>
internal class Java : Product
{
    private const string Hikari = "brettwooldridge/HikariCP@604d7d58 README.md:";

    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "java" || process.IsCalled("java");

    public override string? ThreadDump(int pid) => $"jcmd {pid} Thread.print";

    private protected override Proof ThreadDumpProof => Proof.Docs("Java SE 17 jcmd: Thread.print");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed =>
        [
            InCode(
                "Open each Socket, SocketChannel and stream in a try-with-resources statement, so that every path closes it",
                Proof.Docs("Java SE 17 java.net.Socket: implements Closeable")),
        ],
        Fault.ResponseNotClosed =>
        [
            InCode(
                "Close each HTTP response body, JDBC Connection, Statement and ResultSet in a try-with-resources statement",
                Proof.Docs("Java SE 17 java.sql.Connection: implements AutoCloseable")),
            InConfiguration(
                "Let the pool name the code that keeps a connection: HikariCP leakDetectionThreshold in ms (default 0 is off, at least 2000)",
                Proof.Source(Hikari + "337")),
        ],
        Fault.EndNotRead =>
        [
            Look(pid),
            InCode(
                "Give blocking reads a limit: Socket.setSoTimeout(ms); the default 0 waits for ever",
                Proof.Test("RealJavaTests.Nothing_has_a_limit_by_default")),
        ],
        Fault.SlowAccept => [Look(pid)],
        Fault.SlowReader => [Look(pid)],
        Fault.ShortBacklog =>
        [
            InCode(
                "Name a backlog in new ServerSocket(port, backlog) or ServerSocketChannel.bind(address, backlog); the default is 50",
                Proof.Test("RealJavaTests.A_server_socket_asks_for_50")),
        ],
        Fault.NoConnectionReuse =>
        [
            InCode(
                "Share one HTTP client: each new java.net.http.HttpClient or Apache HttpClient has a pool of its own; read each response body to its end",
                Proof.Docs("Java SE 17 java.net.http.HttpClient: class description")),
            InConfiguration(
                "Take JDBC connections from a pool (HikariCP, Tomcat jdbc-pool), not from DriverManager.getConnection()",
                Proof.Docs("Java SE 17 javax.sql.DataSource: class description")),
        ],
        Fault.NoKeepalive =>
        [
            InCode(
                "Call Socket.setKeepAlive(true) and set ExtendedSocketOptions.TCP_KEEPIDLE, TCP_KEEPINTERVAL and TCP_KEEPCOUNT (JDK 11 and later)",
                Proof.Docs("Java SE 17 jdk.net.ExtendedSocketOptions: TCP_KEEPIDLE")),
            InCode(
                "A gRPC channel asks by itself: ManagedChannelBuilder.keepAliveTime(), off by default, no shorter than the server permits (5 min)",
                Proof.Source("grpc/grpc-java@5fda0c7c35 api/src/main/java/io/grpc/ManagedChannelBuilder.java:399")),
        ],
        Fault.NoConnectTimeout =>
        [
            InCode(
                "Give connect() a limit: Socket.connect(address, ms), HttpClient.Builder.connectTimeout, URLConnection.setConnectTimeout; unset, none of them has one",
                Proof.Test("RealJavaTests.Nothing_has_a_limit_by_default")),
        ],
        Fault.NoReadTimeout =>
        [
            InCode(
                "Give reads a limit: Socket.setSoTimeout(ms), URLConnection.setReadTimeout; HttpRequest.Builder.timeout ends with the headers before JDK 26, so bound the body with CompletableFuture.orTimeout",
                Proof.Test("RealJavaTests.A_request_timeout_ends_with_the_headers")),
            InConfiguration(
                "For JDBC, add socketTimeout to the URL (PostgreSQL in s, MySQL in ms; default 0 is none)",
                Proof.Source("pgjdbc/pgjdbc@3a699d57d pgjdbc/src/main/java/org/postgresql/PGProperty.java:752")),
        ],
        Fault.NoSendTimeout =>
        [
            InCode(
                "Bound writes: SO_TIMEOUT covers reads only, so close the socket from another thread after a deadline; with Netty, add a WriteTimeoutHandler",
                Proof.Docs("Java SE 17 java.net.Socket: setSoTimeout()")),
        ],
        Fault.DescriptorLimit =>
        [
            InConfiguration(
                "Raise its hard limit: the JVM lifts its soft limit to the hard one when it starts (-XX:+MaxFDLimit, the default)",
                Proof.Test("RealJavaTests.The_soft_limit_is_lifted_to_the_hard_one")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration(
                "For HikariCP, set maxLifetime (default 1800000 ms) some seconds below the shortest limit of database, balancer and firewall; idleTimeout acts only where minimumIdle is below maximumPoolSize",
                Proof.Source(Hikari + "214")),
            InCode(
                "Build Apache HttpClient with evictIdleConnections() and evictExpiredConnections(), Reactor Netty's ConnectionProvider with maxIdleTime() and evictInBackground(): none of them limits idle time by default",
                Proof.Source("reactor/reactor-netty@da0f55072 docs/modules/ROOT/pages/http-client.adoc:626")),
            InConfiguration(
                "For java.net.http, start with -Djdk.httpclient.keepalive.timeout=SECONDS below the server's limit",
                Proof.Docs("Java SE 21 java.net.http: jdk.httpclient.keepalive.timeout")),
        ],
        Fault.UnboundedPool =>
        [
            InConfiguration(
                "Bound the JDBC pool: HikariCP maximumPoolSize (default 10), and one DataSource for the whole process",
                Proof.Source(Hikari + "239")),
            InCode(
                "Bound the HTTP pool: Apache HttpClient setMaxConnTotal and setMaxConnPerRoute, Reactor Netty's ConnectionProvider maxConnections()",
                Proof.Source("apache/httpcomponents-client@86c313b28 httpclient5/src/main/java/org/apache/hc/client5/http/impl/io/PoolingHttpClientConnectionManagerBuilder.java:168")),
        ],
        Fault.IdlePool =>
        [
            InConfiguration(
                "Let the pool name the code that keeps a connection: HikariCP leakDetectionThreshold in ms (default 0 is off, at least 2000)",
                Proof.Source(Hikari + "337")),
            InCode(
                "With Jedis and others on Apache Commons Pool, close each in try-with-resources and raise setMaxIdle() (default 8) to setMaxTotal(): beyond it they are closed when given back",
                Proof.Source("apache/commons-pool@33037158 src/main/java/org/apache/commons/pool2/impl/GenericObjectPoolConfig.java:40")),
        ],
        Fault.SmallBuffers =>
        [
            InCode("Take out setReceiveBufferSize() and setSendBufferSize(): a fixed size switches the kernel's own sizing off", FixedBuffers),
        ],
        _ => [],
    };
}
