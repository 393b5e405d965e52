using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV408: clients end their connections with a reset.</summary>
internal sealed class ResetsReceived : Scenario
{
    public override string Name => "resets-received";

    public override string Summary => "A balancer resets its connections to a server instead of closing them, a hundred a second";

    public override IReadOnlyList<string> Expected => ["TV408"];

    private const ushort Port = 8080;

    public override void Make(Stage stage)
    {
        Regulars.Come(stage, Port, "api", "last");
        stage.Play(stage.There, "balancer", Visit.Role, Regulars.AHundredASecond(Port, "abort"));
    }
}
