namespace TcpVet.Rules.Software;

/// <summary>A program of Erlang or Elixir (documentation of kernel: gen_tcp and inet; hackney).</summary>
internal class Erlang : Product
{
    private const string Pool = "benoitc/hackney@9928f3c src/hackney_pool.erl:";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("beam.smp");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.ResponseNotClosed =>
        [
            InCode(
                "With hackney before 2.0, read each body to its end (hackney:body) or skip it (hackney:skip_body): its connection goes back to the pool only then",
                Proof.Source("benoitc/hackney@9928f3c NEWS.md:882")),
        ],
        Fault.ShortBacklog =>
            [InCode("Name a backlog in gen_tcp:listen(Port, [{backlog, N}]): the default is 5", Proof.Docs("Erlang/OTP 25 kernel inet: setopts/2, gen_tcp listen_option backlog"))],
        Fault.NoConnectionReuse =>
        [
            InCode(
                "With hackney 4, set {ssl_pooling, true} and name a pool: HTTPS is not pooled by default, and no connection stays idle for longer than 2 s",
                Proof.Source(Pool + "482")),
        ],
        Fault.NoKeepalive => [InCode("Give gen_tcp {keepalive, true}: it is off by default", Proof.Docs("Erlang/OTP 25 kernel inet: setopts/2 keepalive"))],
        Fault.NoConnectTimeout =>
            [InCode("Give gen_tcp:connect/4 a timeout: without it, it is infinity", Proof.Docs("Erlang/OTP 25 kernel gen_tcp: connect/4"))],
        Fault.NoReadTimeout =>
            [InCode("Give gen_tcp:recv/3 a timeout: without it, it is infinity", Proof.Docs("Erlang/OTP 25 kernel gen_tcp: recv/3"))],
        Fault.NoSendTimeout =>
        [
            InCode(
                "Give the socket {send_timeout, Ms} with {send_timeout_close, true}: the default is infinity",
                Proof.Docs("Erlang/OTP 25 kernel inet: setopts/2 send_timeout")),
        ],
        Fault.UnboundedPool =>
            [InCode("Name a hackney pool with {max_connections, N} (default 50)", Proof.Source(Pool + "92"))],
        _ => [],
    };
}
