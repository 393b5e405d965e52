namespace TcpVet.Rules.Software;

/// <summary>RabbitMQ (rabbitmq.conf). Whoever runs it has its settings, not its code.</summary>
internal sealed class RabbitMq : Erlang
{
    private const string Example = "rabbitmq/rabbitmq-server@5b09e556da deps/rabbit/docs/rabbitmq.conf.example:";

    public override bool IsRunBy(ProcessTraits process) => base.IsRunBy(process)
        && (process.Says("-s rabbit") || process.Says("rabbit_prelaunch") || process.Says("rabbitmq") || process.IsUnitLike("rabbitmq"));

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
            [InConfiguration("Raise num_acceptors.tcp (default 10); a memory or disk alarm stops reading from publishers, not accepting", Proof.Source(Example + "74"), "rabbitmq-diagnostics alarms")],
        Fault.ShortBacklog =>
            [InConfiguration("Raise tcp_listen_options.backlog (default 128), then restart it", Proof.Source(Example + "469"))],
        Fault.NoKeepalive =>
            [InConfiguration("Set tcp_listen_options.keepalive = true (off by default); AMQP heartbeats notice a dead client sooner", Proof.Source(Example + "473"))],
        Fault.NoReadTimeout or Fault.EndNotRead =>
        [
            InConfiguration(
                "Leave heartbeat on (default 60 s), and clients must not ask for 0: after two missed ones the server closes the connection",
                Proof.Source(Example + "408")),
        ],
        Fault.SlowReader =>
            [InConfiguration("See whether an alarm blocks publishers: then the server does not read from them", Proof.Docs("RabbitMQ 3.10 rabbitmq-diagnostics(8): alarms"), "rabbitmq-diagnostics alarms")],
        Fault.NoSendTimeout =>
            [InConfiguration("Lower tcp_listen_options.send_timeout (in ms): it bounds each wait for a consumer to take data", Proof.Source(Example + "474"))],
        Fault.SmallBuffers =>
            [InConfiguration("Take tcp_listen_options.sndbuf and tcp_listen_options.recbuf out: a fixed size switches the kernel's own sizing off", FixedBuffers)],
        _ => [],
    };
}
