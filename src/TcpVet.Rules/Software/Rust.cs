namespace TcpVet.Rules.Software;

/// <summary>A Rust program, where cargo's own folders tell (documentation of std::net, reqwest, hyper and hyper-util).</summary>
internal sealed class Rust : Product
{
    private const string Client = "seanmonstar/reqwest@065a5ae5 src/async_impl/client.rs:";

    public override bool IsRunBy(ProcessTraits process) =>
        process.Runtime == "rust" || process.IsBelow("/target/release/") || process.IsBelow("/target/debug/") || process.IsBelow("/.cargo/bin/");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.ResponseNotClosed =>
            [InCode("Read each reqwest or hyper body to its end, or drop it: a Response that is kept keeps its connection", Proof.Source("hyperium/hyper-util@4684c71 src/client/legacy/client.rs:129"))],
        Fault.NoConnectionReuse =>
            [InCode("Share one reqwest::Client, cloned where it is needed: each one that is built has a pool of its own", Proof.Source(Client + "88"))],
        Fault.ClosesFirst =>
            [InCode("With hyper, keep http1::Builder.keep_alive on (the default), and raise header_read_timeout (30 s where a Timer is set): it runs between requests as well", Proof.Source("hyperium/hyper@8fcaf1a6 src/proto/h1/conn.rs:219"))],
        Fault.NoKeepalive =>
            [InCode("Leave tcp_keepalive of reqwest's ClientBuilder on (15 s by default in 0.13); with hyper-util, call HttpConnector.set_keepalive()", Proof.Source(Client + "303"))],
        Fault.NoConnectTimeout =>
            [InCode("Set connect_timeout of reqwest's ClientBuilder (none by default)", Proof.Source(Client + "299"))],
        Fault.NoReadTimeout =>
            [InCode("Set read_timeout or timeout of reqwest's ClientBuilder (none by default)", Proof.Source(Client + "313"))],
        Fault.PoolOutlivesPeer =>
        [
            InCode(
                "Set pool_idle_timeout of reqwest's ClientBuilder, or of hyper-util's client (default 90 s), below the server's keep-alive timeout",
                Proof.Source(Client + "301")),
        ],
        Fault.UnboundedPool =>
        [
            InCode(
                "Bound what is under way with a semaphore: pool_max_idle_per_host of reqwest and hyper-util bounds idle connections only (default without a limit)",
                Proof.Source(Client + "302")),
        ],
        _ => [],
    };
}
