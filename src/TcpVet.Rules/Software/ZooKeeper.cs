namespace TcpVet.Rules.Software;

/// <summary>ZooKeeper (zoo.cfg). Whoever runs it has its settings, not its code.</summary>
internal sealed class ZooKeeper : Java
{
    private const string Manual = "apache/zookeeper@53a78e36f zookeeper-website/app/pages/_docs/docs/_mdx/admin-ops/administrators-guide/configuration-parameters.mdx:";

    public override bool IsRunBy(ProcessTraits process) =>
        base.IsRunBy(process) && (process.Says("org.apache.zookeeper.server.") || process.IsUnitLike("zookeeper"));

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed or Fault.EndNotRead or Fault.SlowAccept or Fault.SlowReader => [Look(pid)],
        Fault.ShortBacklog =>
            [InConfiguration("Set clientPortListenBacklog in zoo.cfg (unset: 50), then restart it", Proof.Source(Manual + "426"))],
        Fault.NoKeepalive =>
        [
            InConfiguration(
                "Start it with -Dzookeeper.clientTcpKeepAlive=true, and between servers -Dzookeeper.tcpKeepAlive=true",
                Proof.Source("apache/zookeeper@53a78e36f zookeeper-server/src/main/java/org/apache/zookeeper/server/NIOServerCnxn.java:107")),
        ],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Find clients that make a session for each call; maxClientCnxns (default 60) bounds what one address may open, maxCnxns all of them",
                Proof.Source(Manual + "165")),
        ],
        Fault.DescriptorLimit => base.Remedies(fault, pid),
        _ => [],
    };
}
