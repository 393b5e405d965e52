using System.Globalization;
using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Real;

/// <summary>TV721 with a real nginx: its backlog is longer than somaxconn of the namespace, and cut without a word.</summary>
internal sealed class NginxBacklogCapped : Scenario
{
    private const ushort Port = 8080;
    private const int Ceiling = 128;
    private const int Asked = 2048;

    public override string Name => "nginx-backlog-capped";

    public override string Summary => "A real nginx asks for a longer accept queue than somaxconn of its namespace gives";

    public override IReadOnlyList<string> Expected => ["TV721"];

    public override string Culprit => "nginx";

    public override string? CannotShow() => Servers.Nginx is null ? "nginx is not installed (apt-get install nginx)" : null;

    public override void Make(Stage stage)
    {
        stage.Here.SetSysctl("net.core.somaxconn", Ceiling.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(System.IO.Path.Combine(stage.Folder, "nginx.conf"), Configuration);
        stage.Here.Start("sh", "-c", $"exec '{Servers.Nginx}' -p '{stage.Folder}' -c nginx.conf >'{stage.Folder}/log' 2>&1");
        stage.Here.Sockets.WaitFor(Port, 0, Model.TcpState.Listen);
    }

    private static string Configuration { get; } = $$"""
        daemon off; pid nginx.pid; error_log error.log; worker_processes 1;
        events { worker_connections 512; }
        http {
          access_log off;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          server {
            listen {{Port}} backlog={{Asked}};
            location / { return 204; }
          }
        }
        """;
}
