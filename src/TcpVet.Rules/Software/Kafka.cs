namespace TcpVet.Rules.Software;

/// <summary>A Kafka broker (server.properties). Whoever runs it has its settings, not its code.</summary>
internal sealed class Kafka : Java
{
    private const string Settings = "apache/kafka@1eb7644349c server/src/main/java/org/apache/kafka/network/SocketServerConfigs.java:";

    public override bool IsRunBy(ProcessTraits process) =>
        base.IsRunBy(process) && (process.Says("kafka.Kafka ") || process.IsUnitLike("kafka") || process.IsUnitLike("confluent-kafka"));

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed or Fault.EndNotRead or Fault.SlowReader => [Look(pid)],
        Fault.SlowAccept =>
        [
            InConfiguration(
                "Raise num.network.threads of the listener (default 3): the acceptor waits for them; a max.connections that is reached stops it too",
                Proof.Source(Settings + "177")),
            Look(pid),
        ],
        Fault.ShortBacklog =>
            [InConfiguration("Raise socket.listen.backlog.size (default 50), then restart it", Proof.Source(Settings + "125"))],
        Fault.ClosesFirst =>
        [
            InConfiguration(
                "Keep connections.max.idle.ms of the broker (default 600000) above that of its clients (default 540000)",
                Proof.Source(Settings + "160")),
        ],
        Fault.NoReadTimeout =>
            [InConfiguration("Lower connections.max.idle.ms (default 600000): the broker closes what is idle for longer", Proof.Source(Settings + "160"))],
        Fault.UnboundedPool =>
        [
            InConfiguration(
                "Find clients that make a producer or consumer for each message; max.connections.per.ip bounds what one address may open",
                Proof.Source(Settings + "136")),
        ],
        Fault.SmallBuffers =>
        [
            InConfiguration(
                "Set socket.send.buffer.bytes and socket.receive.buffer.bytes to -1 (default 102400): a fixed size switches the kernel's own sizing off",
                Proof.Source(Settings + "114")),
        ],
        Fault.DescriptorLimit => base.Remedies(fault, pid),
        _ => [],
    };
}
