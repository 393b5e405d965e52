using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Host;

/// <summary>TV507: a firewall drops the questions to a resolver.</summary>
internal sealed class UdpUnanswered : Scenario
{
    private const int Sockets = 6;

    public override string Name => "udp-unanswered";

    public override string Summary => "A program asks a resolver and never gets an answer: a firewall drops the questions";

    public override IReadOnlyList<string> Expected => ["TV507"];

    public override string Culprit => "app";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override void Make(Stage stage)
    {
        stage.There.Keep(Firewall.Drop(stage.There, "udp dport 53"));
        LabSocket[] asking = [.. Sequence.Range(0, Sockets)
            .Select(_ => stage.Here.Udp(AddressFamily.IPv4).Connect(new(Stage.ThereAddress, 53)))];
        stage.Play(stage.Here, Culprit, Send.Role, ["40", "1", "200"], asking);
    }
}
