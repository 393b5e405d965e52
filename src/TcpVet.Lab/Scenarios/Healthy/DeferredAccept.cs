using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>SYN_RECV that is no trouble: the listener wants data before it calls a connection established (TCP_DEFER_ACCEPT).</summary>
internal sealed class DeferredAccept : Scenario
{
    public override string Name => "healthy-deferred-accept";

    public override string Summary => "A listener with TCP_DEFER_ACCEPT and clients that have not spoken yet: SYN_RECV at the server";

    public override bool IsHealthy => true;

    public override CountRange? Count => new(40, 1, 200, "clients");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(10);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080).DeferAccept(60);
        for (int i = 0; i < stage.Count; i++)
        {
            stage.Stopping.ThrowIfCancellationRequested();
            stage.There.Tcp(Model.AddressFamily.IPv4).Connect(new(Stage.HereAddress, 8080));
        }

        stage.Hold(stage.Here, "web", [listener]);
    }
}
