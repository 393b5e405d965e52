namespace TcpVet.Rules.Software;

/// <summary>Traefik 3 (EntryPoints, ServersTransport). Whoever runs it has its settings, not its code.</summary>
internal sealed class Traefik : Product
{
    private const string Static = "traefik/traefik@fd5a576df2 pkg/config/static/static_config.go:";
    private const string Transport = "traefik/traefik@fd5a576df2 pkg/config/dynamic/http_config.go:";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("traefik");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.ShortBacklog => [InConfiguration("Raise net.core.somaxconn, then restart it: it takes what that was when it started", Proof.Source("golang/go@go1.19.8 src/net/sock_linux.go:66"))],
        Fault.NoConnectionReuse =>
        [
            InConfiguration(
                "Raise serversTransport.maxIdleConnsPerHost (default 200; 0 is Go's own 2, -1 switches reuse off): connections beyond it are closed after use",
                Proof.Source("traefik/traefik@fd5a576df2 cmd/configuration.go:30")),
        ],
        Fault.ClosesFirst =>
        [
            InConfiguration(
                "Raise transport.respondingTimeouts.idleTimeout of the entry point (default 180 s) above the balancer's idle limit, and take out keepAliveMaxRequests and keepAliveMaxTime",
                Proof.Source(Static + "48")),
        ],
        Fault.NoConnectTimeout =>
            [InConfiguration("Lower serversTransport.forwardingTimeouts.dialTimeout (default 30 s)", Proof.Source(Transport + "559"))],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Set serversTransport.forwardingTimeouts.responseHeaderTimeout (default none), and transport.respondingTimeouts.readTimeout of the entry point (default 60 s)",
                Proof.Source(Transport + "560")),
        ],
        Fault.NoSendTimeout =>
            [InConfiguration("Set transport.respondingTimeouts.writeTimeout of the entry point (default none)", Proof.Source(Static + "202"))],
        Fault.AbruptReload =>
        [
            InConfiguration(
                "Raise transport.lifeCycle.graceTimeOut of the entry point (default 10 s), and requestAcceptGraceTimeout for a balancer in front",
                Proof.Source(Static + "228")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration(
                "Set serversTransport.forwardingTimeouts.idleConnTimeout (default 90 s) below the servers' own keep-alive timeout",
                Proof.Source(Transport + "573")),
        ],
        Fault.DescriptorLimit => [InConfiguration("Raise its hard limit: it lifts its soft limit to the hard one when it starts (Go 1.19 and later)", Proof.Source("golang/go@go1.19.8 src/os/rlimit.go:30"))],
        _ => [],
    };
}
