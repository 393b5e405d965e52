using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV218: a proxy over there accepts, has no living service behind it and throws the connection away.</summary>
internal sealed class ConnectReset : Scenario
{
    private const ushort Port = 8080;

    public override string Name => "connect-reset";

    public override string Summary => "A client is reset as soon as it has connected, twenty times a second: the other side accepts and throws away";

    public override IReadOnlyList<string> Expected => ["TV218"];

    public override string Culprit => "shop";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    // A busy machine needs a second until it listens.
    public override Examination Examination => Examination.With("--interval", "3s");

    public override void Make(Stage stage)
    {
        stage.Play(stage.There, "proxy", Serve.Role, ["unread", "0"], Stage.Listen(stage.There, Port));
        stage.Play(stage.Here, Culprit, Visit.Role, [$"{new InetEndpoint(Stage.ThereAddress, Port)}", "1", "1", "50", "speak", "0"]);
    }
}
