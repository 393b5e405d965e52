using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>A client that reads slowly and steadily: the window closes again and again, and always opens.</summary>
internal sealed class SlowDownload : Scenario
{
    public override string Name => "healthy-slow-download";

    public override string Summary => "Clients download slowly: the server waits for their windows, and they open";

    public override bool IsHealthy => true;

    public override CountRange? Count => new(20, 1, 200, "downloads");

    // The readers share this machine with whatever else runs on it: within so long they read something.
    public override Examination Examination => Examination.With("--interval", "4s");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(12);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        List<Connection> downloads = [.. stage.Incoming(listener, stage.Count)];
        downloads.ForEach(download => download.Client.ReceiveBuffer(65_536));
        byte[] block = new byte[32_768];
        stage.Repeat(TimeSpan.FromMilliseconds(250), () =>
        {
            foreach (Connection download in downloads)
            {
                while (download.Server.Send(block) > 0)
                {
                }

                download.Client.Receive(block);
            }
        });
    }
}
