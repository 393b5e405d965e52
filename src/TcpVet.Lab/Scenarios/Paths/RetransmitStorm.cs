using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV404: every twelfth full segment towards one host is lost.</summary>
internal sealed class RetransmitStorm : Scenario
{
    public override string Name => "retransmit-storm";

    public override string Summary => "The way to one host loses every twelfth segment: what is sent there has to be sent again";

    public override IReadOnlyList<string> Expected => ["TV404"];

    public override CountRange? Count => new(4, 2, 20, "connections");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    // Fifty losses a second; the rule wants a hundred before it speaks of a share.
    public override Examination Examination => Examination.With("--interval", "5s");

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 9000);
        // Each packet is one segment, as on a wire: over veth a drop would take up to 64 KiB at once.
        stage.Here.Ip("link set dev cable gso_max_segs 1");
        stage.There.Keep(Firewall.Drop(stage.There, "tcp dport 9000 meta length > 1000 numgen inc mod 12 == 0"));
        List<LabSocket> senders = [];
        List<LabSocket> receivers = [];
        foreach (Connection connection in stage.Outgoing(listener, stage.Count))
        {
            senders.Add(connection.Client);
            receivers.Add(connection.Server);
        }

        stage.Play(stage.There, "mirror", Acting.Read.Role, ["16", "20"], [.. receivers]);
        stage.Play(stage.Here, "replicator", Acting.Send.Role, ["1448", "24", "160"], [.. senders]);
    }
}
