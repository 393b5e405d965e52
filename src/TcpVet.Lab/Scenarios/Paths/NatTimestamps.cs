using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV406: clients behind one NAT take turns with the same ports, and their timestamps do not agree.</summary>
internal sealed class NatTimestamps : Scenario
{
    // Each port connects once in 0.9 s: forty-four a second, which is not yet churn (TV115).
    private const int Ports = 40;

    public override string Name => "nat-timestamps";

    public override string Summary => "Two clients behind one address reuse ports that are in TIME_WAIT here: every other SYN looks old and is refused at first";

    public override IReadOnlyList<string> Expected => ["TV406"];

    public override TimeSpan Ripens => TimeSpan.FromSeconds(3);

    public override Examination Examination => Examination.With("--interval", "5s");

    public override void Make(Stage stage)
    {
        InetEndpoint service = new(Stage.HereAddress, 8080);
        // The server closes first: the TIME_WAIT that remember the timestamps are here.
        LabSocket listener = stage.Listen(service.Port);
        stage.Play(stage.Here, "frontend", Serve.Role, ["first", "0"], listener);
        stage.Play(stage.There, "nat", TwoClocks.Role, [$"{service}", "20000", $"{Ports}"]);
    }
}
