namespace TcpVet.Rules.Software;

/// <summary>Caddy 2 (Caddyfile: reverse_proxy, global options). Whoever runs it has its settings, not its code.</summary>
internal sealed class Caddy : Product
{
    private const string Transport = "caddyserver/caddy@0cf03d32f modules/caddyhttp/reverseproxy/httptransport.go:";
    private const string App = "caddyserver/caddy@0cf03d32f modules/caddyhttp/app.go:";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("caddy");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.ShortBacklog => [InConfiguration("Raise net.core.somaxconn, then restart it: it takes what that was when it started", Proof.Source("golang/go@go1.19.8 src/net/sock_linux.go:66"))],
        Fault.NoConnectionReuse =>
        [
            InConfiguration(
                "In transport http of reverse_proxy, raise keepalive_idle_conns_per_host (default 32) and take out keepalive off",
                Proof.Source(Transport + "219")),
        ],
        Fault.ClosesFirst =>
            [InConfiguration("Raise timeouts idle of the servers option (default 5m) above the balancer's idle limit", Proof.Source(App + "895"))],
        Fault.NoKeepalive =>
            [InConfiguration("Take keepalive_interval out of the servers option: a negative one switches keepalive off", Proof.Source(App + "572"))],
        Fault.NoConnectTimeout =>
            [InConfiguration("Lower dial_timeout in transport http of reverse_proxy (default 3s)", Proof.Source(Transport + "225"))],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Set response_header_timeout and read_timeout in transport http of reverse_proxy (none by default), timeouts read_header of the servers option towards clients",
                Proof.Source(Transport + "109")),
        ],
        Fault.NoSendTimeout =>
            [InConfiguration("Set write_timeout in transport http of reverse_proxy, and timeouts write of the servers option (none by default)", Proof.Source(Transport + "129"))],
        Fault.AbruptReload =>
            [InConfiguration("Set grace_period in the global options (unset: it waits for ever)", Proof.Source(App + "136"))],
        Fault.PoolOutlivesPeer =>
            [InConfiguration("Set keepalive in transport http of reverse_proxy (default 2m) below the servers' own keep-alive timeout", Proof.Source(Transport + "216"))],
        Fault.UnboundedPool =>
            [InConfiguration("Set max_conns_per_host in transport http of reverse_proxy (default 0 is no limit)", Proof.Source(Transport + "77"))],
        Fault.DescriptorLimit => [InConfiguration("Raise its hard limit: it lifts its soft limit to the hard one when it starts (Go 1.19 and later)", Proof.Source("golang/go@go1.19.8 src/os/rlimit.go:30"))],
        _ => [],
    };
}
