using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>
/// Spring Boot, when its launcher's own class is on the command line: <c>java -jar app.jar</c> does not tell
/// (Spring Boot reference: Common Application Properties).
/// </summary>
internal sealed class SpringBoot : Java
{
    public override bool IsRunBy(ProcessTraits process) => base.IsRunBy(process) && process.Says("org.springframework.boot.loader.");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            Look(pid),
            InConfiguration("With the embedded Tomcat, raise server.tomcat.threads.max (default 200) and server.tomcat.max-connections (default 8192)"),
        ],
        Fault.ShortBacklog => [InConfiguration("With the embedded Tomcat, raise server.tomcat.accept-count (default 100), then restart it")],
        Fault.ClosesFirst => [InConfiguration("With the embedded Tomcat, raise server.tomcat.keep-alive-timeout and server.tomcat.max-keep-alive-requests (default 100)")],
        Fault.AbruptReload => [InConfiguration("Set server.shutdown=graceful (the default from Spring Boot 3.4 on) and spring.lifecycle.timeout-per-shutdown-phase (default 30s)")],
        Fault.ResponseNotClosed => [base.Remedies(fault, pid)[0], InConfiguration("Let the pool name the code that keeps a connection: spring.datasource.hikari.leak-detection-threshold in ms")],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration("Set spring.datasource.hikari.max-lifetime (default 1800000 ms) some seconds below the shortest limit of database, balancer and firewall"),
            .. base.Remedies(fault, pid).Skip(1),
        ],
        _ => base.Remedies(fault, pid),
    };
}
