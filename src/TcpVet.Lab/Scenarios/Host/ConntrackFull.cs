using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Host;

/// <summary>TV502: the table of tracked connections is nearly full.</summary>
internal sealed class ConntrackFull : Scenario
{
    // Percent of the limit: above the rule's 80; from 95 on the kernel evicts what nobody answered (net/netfilter/nf_conntrack_core.c
    // gc_worker).
    private const int Share = 90;

    // Some 400 bytes an entry: 0.4 GB of kernel memory.
    private const int MostEntries = 1_000_000;

    private const int PortsEach = 60_000;

    public override string Name => "conntrack-full";

    public override string Summary => "A program that asks thousands of addresses fills nine tenths of the table of tracked connections";

    public override IReadOnlyList<string> Expected => ["TV502"];

    public override string? CannotShow() => Tracking.Lacking
        ?? (Tracking.Limit > MostEntries ? $"nf_conntrack_max is {Tracking.Limit} for every namespace of this host, and so many entries would take too much memory" : null);

    public override void Make(Stage stage)
    {
        int entries = (int)((Tracking.Limit ?? 0) * (long)Share / 100);
        Tracking.Start(stage.Here);
        stage.Here.SetSysctl("net.netfilter.nf_conntrack_udp_timeout", "86400");
        // Nobody forwards there: the remote host drops what it gets without a word (RFC 5737).
        _ = stage.There;
        stage.Here.Ip($"route add 198.51.100.0/24 via {Stage.ThereAddress}");
        stage.Tell($"making {entries} entries");
        using LabSocket socket = stage.Here.Udp(AddressFamily.IPv4);
        for (int i = 0; i < entries; i++)
        {
            InetAddress address = InetAddress.Parse($"198.51.100.{1 + (i / PortsEach)}");
            socket.SendTo(new(address, (ushort)(1024 + (i % PortsEach))), "?"u8);
            if (i % 250 == 249)
            {
                // The receiving side of the cable queues at most 1,000 packets, in one queue with the host's others
                // (net.core.netdev_max_backlog).
                stage.Stopping.ThrowIfCancellationRequested();
                Thread.Sleep(1);
            }
        }
    }
}
