using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>A deploy: now and then a few connections are reset, by either side.</summary>
internal sealed class DeployResets : Scenario
{
    public override string Name => "healthy-deploy-resets";

    public override string Summary => "A deploy resets a few connections among many";

    public override bool IsHealthy => true;

    public override CountRange? Count => new(6, 2, 10, "resets at a time");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(4);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        List<LabSocket> steady = [listener];
        foreach (Connection connection in stage.Incoming(listener, 100))
        {
            steady.Add(connection.Server.KeepAlive(60));
        }

        stage.Repeat(TimeSpan.FromSeconds(2), () =>
        {
            bool byServer = false;
            foreach (Connection connection in stage.Incoming(listener, stage.Count))
            {
                (LabSocket first, LabSocket other) = byServer
                    ? (connection.Server, connection.Client)
                    : (connection.Client, connection.Server);
                first.ResetOnClose();
                first.Dispose();
                other.Dispose();
                byServer = !byServer;
            }
        });
    }
}
