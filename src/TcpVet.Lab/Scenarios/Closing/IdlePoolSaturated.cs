using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV117: connections of a pool were not given back and stand idle; each call opens one beyond the pool and closes it.</summary>
internal sealed class IdlePoolSaturated : Scenario
{
    public override string Name => "idle-pool-saturated";

    public override string Summary => "A pool's connections are taken and idle, and each call opens another connection to the same database";

    public override IReadOnlyList<string> Expected => ["TV117"];

    public override string Culprit => "orders";

    public override CountRange? Count => new(10, 5, 200, "idle connections");

    // ConnectionGroup.IdleMs, and TIME_WAIT lasts as long.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(63);

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 5432);
        List<LabSocket> clients = [];
        List<LabSocket> servers = [listener];
        foreach (Connection connection in stage.Outgoing(listener, stage.Count))
        {
            clients.Add(connection.Client);
            servers.Add(connection.Server);
        }

        stage.Play(stage.There, "database", Serve.Role, ["last", "0"], [.. servers]);
        stage.Hold(stage.Here, Culprit, clients);
        // Ten a second, a worker of the same program.
        stage.Play(stage.Here, Culprit, Visit.Role, [$"{new InetEndpoint(Stage.ThereAddress, 5432)}", "1", "1", "100", "leave", "20"]);
    }
}
