using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV103: the peers reset their connections, and the program forgets the descriptors: no list of sockets shows them any
/// more.</summary>
internal sealed class SocketFdLeak : Scenario
{
    public override string Name => "socket-fd-leak";

    public override string Summary => "A process keeps descriptors of connections that were reset long ago; their number grows";

    public override IReadOnlyList<string> Expected => ["TV103"];

    // Each descriptor that leaks is left by a reset.
    public override IReadOnlyList<string> Aside => ["TV408"];

    public override string Culprit => "cache";

    public override CountRange? Count => new(150, 20, 5000, "descriptors to begin with");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(2);

    public override Examination Examination => Examination.With("--interval", "5s");

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(11211);
        InetEndpoint service = new(Stage.HereAddress, 11211);
        stage.Play(stage.Here, Culprit, "keep", [], listener);
        stage.Play(stage.There, "visitors", "visit", [$"{service}", $"{stage.Count}", "1", "500", "abort", "50"]);
    }
}
