using System.Globalization;
using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Real;

/// <summary>TV704 with a real Tomcat 10: its acceptCount is longer than somaxconn of the namespace, and cut without a word.</summary>
internal sealed class TomcatBacklogCapped : Scenario
{
    private const ushort Port = 8080;
    private const int Ceiling = 128;

    public override string Name => "tomcat-backlog-capped";

    public override string Summary => "A real Tomcat 10 has a larger acceptCount than somaxconn of its namespace gives";

    public override IReadOnlyList<string> Expected => ["TV704"];

    public override string Culprit => "java";

    public override string? CannotShow() => TomcatStart.CannotShow();

    public override void Make(Stage stage)
    {
        stage.Here.SetSysctl("net.core.somaxconn", Ceiling.ToString(CultureInfo.InvariantCulture));
        stage.Tell("starting Tomcat");
        TomcatStart.WriteConfiguration(stage.Folder, $"""<Connector port="{Port}" protocol="HTTP/1.1" maxThreads="50" maxConnections="200" acceptCount="1000" connectionTimeout="20000"/>""");
        stage.Here.Start("sh", "-c", TomcatStart.Command(stage.Folder));
        Deadline.After(TimeSpan.FromSeconds(60)).Wait("Tomcat's listener", () =>
        {
            stage.Stopping.ThrowIfCancellationRequested();
            try
            {
                using LabSocket client = stage.There.Tcp(Model.AddressFamily.IPv4).Connect(new(Stage.HereAddress, Port));
                return stage;
            }
            catch (LabException)
            {
                return null; // It does not listen yet.
            }
        });
    }
}
