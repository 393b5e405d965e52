namespace TcpVet.Transcripts.Tests;

/// <summary>Configurations, good and bad, for the transcripts of lint.</summary>
internal static class LintFiles
{
    /// <summary>Text by path below the workbench.</summary>
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        ("lint/guide.conf", """
            net.ipv4.tcp_syncookies=1
            net.ipv4.tcp_tw_reuse=1
            net.ipv4.tcp_tw_recycle=1
            net.ipv4.tcp_fin_timeout=30
            net.ipv4.tcp_keepalive_time=1200
            net.ipv4.ip_local_port_range=1024 65000
            net.ipv4.tcp_max_syn_backlog=8192
            net.ipv4.tcp_max_tw_buckets=5000

            """),
        ("lint/good.conf", "# room for bursts\nnet.core.somaxconn = 16384\n-net.ipv4.tcp_migrate_req = 1\n"),
        ("lint/broken.conf", "net.core.somaxconn = 16384\nnet.ipv4.tcp_syncookies 1\nsysctl -w net.ipv4.tcp_tw_reuse=1\n"),
        ("lint/sysctl.d/10-first.conf", "net.core.somaxconn = 1024\n"),
        ("lint/sysctl.d/90-last.conf", "net.core.somaxconn = 16384\nnet.ipv4.tcp_rfc1337 = 1\n"),
        ("lint/sysctl.d/notes.txt", "not read\n"),
        ("lint/nginx/nginx.conf", """
            worker_processes auto;
            events { worker_connections 768; }
            http {
              keepalive_timeout 0;
              include sites/*.conf;
            }

            """),
        ("lint/nginx/sites/shop.conf", """
            upstream shop {
              server 10.0.0.5:8080;
            }
            server {
              listen 80;
              location / {
                proxy_pass http://shop;
              }
            }

            """),
        ("lint/nginx-broken.conf", "events {}\nhttp {\n  server {\n    listen 80;\n    root /srv\n  }\n}\n"),
        ("lint/server.xml", """
            <?xml version="1.0" encoding="UTF-8"?>
            <Server port="8005" shutdown="SHUTDOWN">
              <Service name="Catalina">
                <Connector port="8080" protocol="HTTP/1.1"
                           connectionTimeout="100" acceptCount="5000"/>
                <Engine name="Catalina" defaultHost="localhost"/>
              </Service>
            </Server>

            """),
        ("lint/server-broken.xml", "<Server>\n  <Service>\n    <Connector port=\"8080>\n  </Service>\n</Server>\n"),
        ("lint/entity.xml", "<!DOCTYPE Server [ <!ENTITY x SYSTEM \"file:///etc/passwd\"> ]>\n<Server>&x;</Server>\n"),
        ("lint/haproxy.cfg", "global\n    maxconn 20000\ndefaults\n    mode http\n    option nolinger\nfrontend www\n    bind :80\n    default_backend shop\nbackend shop\n    server a 10.0.0.5:8080\n"),
        ("lint/haproxy-broken.cfg", "defaults\n    mode htp\n    timeout client 30\nfrontend www\n    bind :80 \"open\n"),
        ("lint/httpd.conf", "ServerRoot /etc/httpd\nListen 80\nLoadModule mpm_prefork_module modules/mod_mpm_prefork.so\nKeepAliveTimeout 60\nMaxRequestWorkers 400\n"),
        ("lint/httpd-broken.conf", "Listen 80\n<VirtualHost *:80>\n  ServerName a\n</Directory>\n"),
        ("lint/outside.conf", "events {}\nhttp {\n  include /etc/passwd;\n}\n"),
        ("lint/notes", "call Anna about tcp_tw_reuse\n"),
        ("lint/binary", "\0\u0001\u0002"),
        ("lint/empty.conf", ""),
        ("lint/escape\u001b[31m-sysctl.conf", "net.ipv4.tcp_syncookies\u001b]0;owned\u0007 = \u001b[2J1\n"),
    ];
}
