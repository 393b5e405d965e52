using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>A pool of the size that it is meant to have, watched by keepalive and used now and then.</summary>
internal sealed class ConnectionPool : Scenario
{
    public override string Name => "healthy-connection-pool";

    public override string Summary => "A pool of connections to one database, steady in number and mostly idle";

    public override bool IsHealthy => true;

    public override CountRange? Count => new(200, 2, 2000, "connections");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(65);

    public override Examination Examination => Examination.With("--samples", "4", "--interval", "1s");

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 5432);
        List<Connection> pool = [.. stage.Outgoing(listener, stage.Count)];
        pool.ForEach(connection => connection.Client.KeepAlive(60));
        stage.Repeat(TimeSpan.FromMilliseconds(500), () =>
        {
            Connection borrowed = pool[0];
            borrowed.Client.Send("select 1"u8);
            borrowed.Server.Receive(new byte[16]);
            borrowed.Server.Send("1"u8);
            borrowed.Client.Receive(new byte[16]);
        });
    }
}
