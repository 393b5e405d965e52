using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>
/// Spring Boot, with Tomcat, Jetty, Reactor Netty or (before 4.0) Undertow inside. Its launcher's own class, or an option of Spring's, is
/// on the command line (Spring Boot reference: Common Application Properties).
/// </summary>
internal class SpringBoot : Java
{
    private const string Module = "spring-projects/spring-boot@c329ffa25dc module/";
    private const string TomcatProperties = Module + "spring-boot-tomcat/src/main/java/org/springframework/boot/tomcat/autoconfigure/TomcatServerProperties.java:";

    public override bool IsRunBy(ProcessTraits process) => base.IsRunBy(process)
        && (process.Says("org.springframework.boot.loader.") || process.Says("-Dspring.") || process.Says(" --spring.") || process.Says(" --server.port="));

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            InCode(
                "Let its threads tell which server is inside: http-nio is Tomcat, qtp Jetty, reactor-http Netty, XNIO Undertow",
                Proof.Source("jetty/jetty.project@acf33259281 jetty-core/jetty-util/src/main/java/org/eclipse/jetty/util/thread/QueuedThreadPool.java:103"),
                ThreadDump(pid)),
            Set(
                "with Tomcat inside, server.tomcat.max-connections (default 8192) alone stops accepting: find what keeps connections open, then raise it",
                Proof.Source(TomcatProperties + "120")),
            Set(
                "with Netty inside (WebFlux), take blocking calls off the reactor-http threads: they accept as well",
                Proof.Docs("Reactor Netty 1.2 reference: HTTP Server, Event Loop Group")),
        ],
        Fault.ShortBacklog =>
        [
            Set(
                "with Tomcat inside, raise server.tomcat.accept-count (default 100), then restart it",
                Proof.Source(TomcatProperties + "126")),
            Set(
                "Jetty has no property for it: a customizer calls ServerConnector.setAcceptQueueSize(); its 0 is Java's default of 50",
                Proof.Source("jetty/jetty.project@acf33259281 jetty-core/jetty-server/src/main/java/org/eclipse/jetty/server/ServerConnector.java:344")),
            Set(
                "Netty takes what somaxconn was when it started, Undertow 1000: raise somaxconn, then restart it",
                Proof.Source("undertow-io/undertow@c8299de09 core/src/main/java/io/undertow/Undertow.java:143")),
        ],
        Fault.ClosesFirst =>
        [
            Set(
                "with Tomcat inside, raise server.tomcat.keep-alive-timeout and server.tomcat.max-keep-alive-requests (default 100)",
                Proof.Source(TomcatProperties + "139")),
            Set(
                "with Jetty inside, raise server.jetty.connection-idle-timeout (default 30 s); Netty closes only where server.netty.idle-timeout is set",
                Proof.Source("jetty/jetty.project@acf33259281 jetty-core/jetty-server/src/main/java/org/eclipse/jetty/server/AbstractConnector.java:154")),
            Set(
                "with Undertow inside (before Spring Boot 4.0), raise server.undertow.no-request-timeout (default 60 s)",
                Proof.Source("undertow-io/undertow@c8299de09 core/src/main/java/io/undertow/Undertow.java:148")),
        ],
        Fault.NoReadTimeout =>
        [
            Set(
                "set server.tomcat.connection-timeout, server.jetty.connection-idle-timeout or server.netty.idle-timeout (none by default)",
                Proof.Source(Module + "spring-boot-reactor-netty/src/main/java/org/springframework/boot/reactor/netty/autoconfigure/NettyServerProperties.java:91")),
            .. base.Remedies(fault, pid),
        ],
        Fault.AbruptReload =>
        [
            Set(
                "write server.shutdown=graceful (the default from Spring Boot 3.4 on) and spring.lifecycle.timeout-per-shutdown-phase (default 30s)",
                Proof.Source("spring-projects/spring-boot#37495")),
        ],
        Fault.ResponseNotClosed =>
        [
            base.Remedies(fault, pid)[0],
            Set(
                "let the pool name the code that keeps a connection: spring.datasource.hikari.leak-detection-threshold in ms",
                Proof.Source("brettwooldridge/HikariCP@604d7d58 README.md:337")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            Set(
                "set spring.datasource.hikari.max-lifetime (default 1800000 ms) some seconds below the shortest limit of database, balancer and firewall",
                Proof.Source("brettwooldridge/HikariCP@604d7d58 README.md:214")),
            .. base.Remedies(fault, pid).Skip(1),
        ],
        _ => base.Remedies(fault, pid),
    };

    /// <summary>A setting of application.properties, with how sure it is that there is one.</summary>
    private protected virtual ProvenRemedy Set(string what, Proof proof) => InConfiguration($"In Spring Boot's settings, {Phrase.Verbatim(what)}", proof);
}
