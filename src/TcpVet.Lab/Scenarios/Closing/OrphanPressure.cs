using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV112: half of what tcp_max_orphans allows. The setting is the whole host's, so that only a small host can show it.</summary>
internal sealed class OrphanPressure : Scenario
{
    public override string Name => "orphan-pressure";

    public override string Summary => "Closed connections that still have data to send are more than half of tcp_max_orphans";

    public override IReadOnlyList<string> Expected => ["TV112"];

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override string? CannotShow() => OrphanLimit.Read() switch
    {
        null => "/proc/sys/net/ipv4/tcp_max_orphans cannot be read",
        > Most * 2 and { } limit => $"tcp_max_orphans is {limit} and counts for the whole host: half of that are more sockets than the laboratory makes ({Most}), and it does not change a host's settings",
        _ => null,
    };

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 9000, backlog: 128).ReceiveBuffer(4096);
        byte[] data = new byte[65536];
        for (long i = 0; i <= OrphanLimit.Read() / 2; i++)
        {
            Connection connection = stage.Outgoing(listener, 1).Single();
            connection.Client.SendBuffer(4096).Send(data);
            connection.Client.Dispose();
            if (i % 1000 == 0)
            {
                stage.Tell($"{i} orphans");
            }
        }
    }

    private const long Most = 8_000;
}
