using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV405: a program has made its send buffers smaller than what the path could hold.</summary>
internal sealed class BufferLimited : Scenario
{
    public override string Name => "buffer-limited";

    public override string Summary => "A program sets SO_SNDBUF to 32 KiB and sends over a way with a long round trip: each connection waits for acknowledgements";

    public override IReadOnlyList<string> Aside => ["TV405"];

    public override string Culprit => "uploader";

    public override CountRange? Count => new(5, 1, 50, "connections");

    // Connections count once they were busy for a second.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(5);

    public override string? CannotShow() => Tool.Find("tc") is null ? "tc (iproute2) is not installed, which makes the round trip long" : null;

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 9000);
        // With segmentation offload the last buffer of the queue takes more, whatever SO_SNDBUF says (net/ipv4/tcp.c tcp_sendmsg_locked).
        stage.Here.Ip("link set dev cable gso_max_segs 1");
        List<LabSocket> senders = [];
        List<LabSocket> receivers = [];
        foreach (Connection connection in stage.Outgoing(listener, stage.Count))
        {
            senders.Add(connection.Client.SendBuffer(32768));
            receivers.Add(connection.Server);
        }

        // The way back is narrow, so that acknowledgements queue: a long round trip without netem, which few kernels have.
        stage.There.Exec("tc", "qdisc", "add", "dev", "cable", "root", "tbf", "rate", $"{stage.Count * 40}kbit", "burst", "1600", "limit", "200000").Checked("tc");
        stage.Play(stage.There, "bucket", Acting.Read.Role, ["16", "5"], [.. receivers]);
        // The kernel takes the time of a sender who has met the full buffer and sends again before a third of it is free
        // (net/ipv4/tcp_output.c tcp_cwnd_validate, net/core/stream.c sk_stream_write_space): one that tries often.
        stage.Play(stage.Here, Culprit, Acting.Send.Role, ["4096", "16", "5"], [.. senders]);
    }
}
