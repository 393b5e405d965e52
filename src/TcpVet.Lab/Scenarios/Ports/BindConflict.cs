using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Ports;

/// <summary>TV303: the port that a service wants is another program's.</summary>
internal sealed class BindConflict : Scenario
{
    public override string Name => "bind-conflict";

    public override string Summary => "A forgotten program listens on the port 8080 that a service is to be started on";

    public override IReadOnlyList<string> Expected => ["TV303"];

    public override string Culprit => "old-release";

    public override Examination Examination => Examination.With("--bind", ":8080");

    public override void Make(Stage stage) => stage.Hold(stage.Here, Culprit, [stage.Listen(8080)]);
}
