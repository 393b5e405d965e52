using System.Globalization;
using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Real;

/// <summary>TV301 with a real nginx: a connection to the upstream for each request, until the local ports towards it run low.</summary>
internal sealed class NginxWithoutKeepalive : Scenario
{
    private const ushort Port = 8080;
    private const ushort UpstreamPort = 9000;
    private const int Ports = 1000;
    private const int Waiting = 20;

    public override string Name => "nginx-without-keepalive";

    public override string Summary => "A real nginx opens a connection to its upstream for each request: the local ports run low";

    public override IReadOnlyList<string> Expected => ["TV301"];

    // Its configuration says why.
    public override IReadOnlyList<string> Aside => ["TV723"];

    public override string Culprit => "nginx";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override string? CannotShow() => Servers.Nginx is null ? "nginx is not installed (apt-get install nginx)" : null;

    public override void Make(Stage stage)
    {
        stage.Here.SetSysctl("net.ipv4.ip_local_port_range", string.Create(CultureInfo.InvariantCulture, $"32768 {32768 + Ports - 1}"));
        LabSocket upstream = Stage.Listen(stage.There, UpstreamPort);
        File.WriteAllText(System.IO.Path.Combine(stage.Folder, "nginx.conf"), Configuration);
        stage.Here.Start("sh", "-c", $"exec '{Servers.Nginx}' -p '{stage.Folder}' -c nginx.conf >'{stage.Folder}/log' 2>&1");
        stage.Here.Sockets.WaitFor(Port, 0, Model.TcpState.Listen);

        stage.Tell("sending requests through nginx");
        // Over a connection that is kept: what nginx does towards its clients is not the point.
        LabSocket client = stage.There.Tcp(Model.AddressFamily.IPv4).Connect(new(Stage.HereAddress, Port));
        for (int i = 0; i < Ports * 88 / 100; i++)
        {
            stage.Stopping.ThrowIfCancellationRequested();
            Send(client);
            Answer(upstream);
            client.Receive(new byte[1024]);
        }

        // Some are always under way: slow answers, in which the connections still have an owner.
        Queue<(LabSocket Client, LabSocket Upstream)> waiting = new();
        void More()
        {
            LabSocket other = stage.There.Tcp(Model.AddressFamily.IPv4).Connect(new(Stage.HereAddress, Port));
            Send(other);
            waiting.Enqueue((other, upstream.Accept()));
            if (waiting.Count > Waiting)
            {
                (LabSocket first, LabSocket behind) = waiting.Dequeue();
                Finish(behind);
                first.Receive(new byte[1024]);
                first.Dispose();
            }
        }

        for (int i = 0; i < Waiting; i++)
        {
            More();
        }

        stage.Repeat(TimeSpan.FromMilliseconds(500), More);
    }

    private static void Send(LabSocket client) => client.Send("GET / HTTP/1.1\r\nHost: shop\r\n\r\n"u8);

    private static void Answer(LabSocket upstream) => Finish(upstream.Accept());

    // The length tells nginx that the answer is whole, and it closes first.
    private static void Finish(LabSocket connection)
    {
        using (connection)
        {
            byte[] request = new byte[1024];
            connection.Receive(request);
            connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8);
            connection.Receive(request);
        }
    }

    private static string Configuration { get; } = $$"""
        daemon off; pid nginx.pid; error_log error.log; worker_processes 1;
        events { worker_connections 512; }
        http {
          access_log off; keepalive_requests 100000;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          server { listen {{Port}}; location / { proxy_pass http://192.0.2.2:{{UpstreamPort}}; } }
        }
        """;
}
