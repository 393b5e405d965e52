using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV407: a server closes connections with what the client sent unread; the kernel resets them.</summary>
internal sealed class ResetsSent : Scenario
{
    public override string Name => "resets-sent";

    public override string Summary => "A server answers before it has read the whole request, and closes: each close is a reset";

    public override IReadOnlyList<string> Expected => ["TV407"];

    private const ushort Port = 8080;

    public override void Make(Stage stage)
    {
        Regulars.Come(stage, Port, "upload", "unread");
        stage.Play(stage.There, "browsers", Visit.Role, Regulars.AHundredASecond(Port, "speak"));
    }
}
