using System.Text;
using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Real;

/// <summary>TV201 with a real Tomcat 10: each of its threads waits for something that never comes, maxConnections and acceptCount are
/// reached.</summary>
internal sealed class TomcatBlocked : Scenario
{
    private const ushort Port = 8080;
    private const int MaxConnections = 8;
    private const int AcceptCount = 10;
    private const int TurnedAway = 10;

    public override string Name => "tomcat-threads-blocked";

    public override string Summary => "A real Tomcat 10 whose threads all hang: maxConnections and acceptCount are reached";

    public override IReadOnlyList<string> Expected => ["TV201"];

    public override string Culprit => "java";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(5);

    public override string? CannotShow() => TomcatStart.CannotShow();

    public override void Make(Stage stage)
    {
        stage.Tell("starting Tomcat");
        WriteConfiguration(stage.Folder);
        stage.Here.Start("sh", "-c", TomcatStart.Command(stage.Folder));
        AwaitAnswer(stage);
        stage.Tell("keeping its threads busy");
        for (int i = 0; i < MaxConnections + AcceptCount + 1 + TurnedAway; i++)
        {
            stage.Stopping.ThrowIfCancellationRequested();
            LabSocket client = stage.There.Tcp(Model.AddressFamily.IPv4);
            if (i < MaxConnections)
            {
                // It accepts maxConnections and no more; each of these requests takes a thread for ever.
                Request(client.Connect(new(Stage.HereAddress, Port)), "/hangs.jsp");
            }
            else
            {
                client.StartConnect(new(Stage.HereAddress, Port));
            }
        }
    }

    private static void Request(LabSocket client, string page) => client.Send(Encoding.ASCII.GetBytes($"GET {page} HTTP/1.1\r\nHost: shop\r\n\r\n"));

    private static void AwaitAnswer(Stage stage) => Deadline.After(TimeSpan.FromSeconds(60)).Wait("Tomcat's first answer", () =>
    {
        stage.Stopping.ThrowIfCancellationRequested();
        try
        {
            using LabSocket client = stage.There.Tcp(Model.AddressFamily.IPv4).Connect(new(Stage.HereAddress, Port));
            Request(client, "/answers.jsp");
            byte[] answer = new byte[512];
            int length = client.Receive(answer);
            return Encoding.ASCII.GetString(answer, 0, length).Contains(" 200", StringComparison.Ordinal) ? stage : null;
        }
        catch (LabException)
        {
            return null; // It does not listen yet, or is still compiling the page.
        }
    });

    private static void WriteConfiguration(string folder)
    {
        TomcatStart.WriteConfiguration(
            folder, $"""<Connector port="{Port}" protocol="HTTP/1.1" maxThreads="4" minSpareThreads="4" maxConnections="{MaxConnections}" acceptCount="{AcceptCount}" connectionTimeout="600000"/>""");
        File.WriteAllText(System.IO.Path.Combine(folder, "webapps/ROOT/hangs.jsp"), "<% Thread.sleep(Long.MAX_VALUE); %>");
        File.WriteAllText(System.IO.Path.Combine(folder, "webapps/ROOT/answers.jsp"), "ready");
    }
}
