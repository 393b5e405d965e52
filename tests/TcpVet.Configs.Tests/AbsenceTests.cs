using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Httpd;
using TcpVet.Configs.Nginx;
using TcpVet.Configs.Text;
using TcpVet.Configs.Tomcat;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Configs.Tests;

/// <summary>What a rule concludes from a line that is absent, from a variable, and from files that only lie side by side.</summary>
public sealed class AbsenceTests
{
    // The same text with and without an include that is nowhere: what may stand in it is not concluded to be absent.
    [Theory]
    [InlineData("TV723", "http { upstream app { server 10.0.0.1:80; INCLUDE } server { location / { proxy_pass http://app; } } }")]
    [InlineData("TV723", "http { upstream app { server 10.0.0.1:80; } server { INCLUDE location / { proxy_pass http://app; } } }")]
    [InlineData("TV723", "http { INCLUDE server { location / { proxy_pass http://10.0.0.1:81; } } }")]
    [InlineData("TV724", "http { INCLUDE upstream app { server 10.0.0.1:80; keepalive 8; } server { location / { proxy_pass http://app; } } }")]
    [InlineData("TV735", "stream { server { listen 5432; proxy_timeout 3d; proxy_pass db; INCLUDE } }")]
    public void Nginx(string code, string text)
    {
        Assert.Single(Judge(code, NginxParser.Parse("nginx.conf", text.Replace("INCLUDE", "", StringComparison.Ordinal))).Findings);

        Diagnosis unread = Judge(code, NginxParser.Parse("nginx.conf", text.Replace("INCLUDE", "include /etc/nginx/more.conf;", StringComparison.Ordinal)));
        Assert.Empty(unread.Findings);
        if (code != "TV735")
        {
            Assert.Contains(unread.CannotTell, unknown => unknown.Code == code && unknown.Missing.ToString()
                .Contains("could not be read", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_include_beside_the_block_hides_nothing_in_it()
    {
        const string text = "http { upstream app { server 10.0.0.1:80; } server { include /etc/nginx/other.conf; } server { location / { proxy_pass http://app; } } }";

        Assert.Single(Judge("TV723", NginxParser.Parse("nginx.conf", text)).Findings);
    }

    [Theory]
    [InlineData("TV770", "LoadModule mpm_event_module modules/mod_mpm_event.so\nListen 80\n")]
    [InlineData("TV772", "Listen 80\nRewriteEngine On\nRewriteRule ^/(.*)$ http://127.0.0.1:8080/$1 [P]\n")]
    [InlineData("TV762", "LoadModule mpm_event_module modules/mod_mpm_event.so\nMaxRequestWorkers 4000\n")]
    public void Httpd(string code, string text)
    {
        Assert.Single(Judge(code, ReadHttpd("httpd.conf", text)).Findings);

        Diagnosis unread = Judge(code, ReadHttpd("httpd.conf", text + "Include /etc/httpd/more.conf\n"));
        Assert.Empty(unread.Findings);
        Assert.Contains(unread.CannotTell, unknown => unknown.Code == code);
    }

    // Configuration Manual, 2.3: the default replaces a variable that does not exist.
    [Theory]
    [InlineData("\"${MAXCONN-96}\"", true, false)]
    [InlineData("\"$MAXCONN\"", false, true)]
    [InlineData("\"${MAXCONN}\"", false, true)]
    [InlineData("96", true, false)]
    [InlineData("\"${MAXCONN-9600}\"", false, false)]
    public void A_number_of_HAProxy_from_the_environment(string written, bool fires, bool unknown)
    {
        string text = $"global\n  maxconn {written}\ndefaults\n  mode http\n  maxconn 2000\nfrontend a\n  bind :80\n  default_backend b\nbackend b\n  server s 10.0.0.1:80\n";
        Diagnosis told = Judge("TV753", HAProxyParser.Parse("haproxy.cfg", text));

        Assert.Equal((fires, unknown), (told.Findings.Count == 1, told.CannotTell.Count > 0));
    }

    [Fact]
    public void A_running_HAProxy_may_have_the_variable_set()
    {
        const string text = "global\n  maxconn \"${MAXCONN-96}\"\ndefaults\n  mode http\n  maxconn 2000\nfrontend a\n  bind :80\n  default_backend b\nbackend b\n  server s 10.0.0.1:80\n";
        Diagnosis told = Judge("TV753", HAProxyParser.Parse(ConfigSource.Of("haproxy.cfg", text), ["haproxy.cfg"], running: true));

        Assert.Empty(told.Findings);
        Assert.NotEmpty(told.CannotTell);
    }

    // org.apache.tomcat.util.IntrospectionUtils: from 9.0.35 on a default stands behind ":-".
    [Theory]
    [InlineData("${max:--1}", true, false)]
    [InlineData("${max}", false, true)]
    [InlineData("${max:-${other}}", false, true)]
    [InlineData("${max:-8192}", false, false)]
    public void A_number_of_Tomcat_from_a_property(string written, bool fires, bool unknown)
    {
        string text = $"<Server><Service name=\"Catalina\"><Connector port=\"8080\" maxConnections=\"{written}\"/></Service></Server>";
        Diagnosis told = Judge("TV708", TomcatParser.Parse(ConfigSource.Of("server.xml", text), "server.xml"));

        Assert.Equal((fires, unknown), (told.Findings.Count == 1, told.CannotTell.Count > 0));
    }

    [Theory]
    [InlineData("Define N 4000\nMaxRequestWorkers ${N}\n", true, false)]
    [InlineData("MaxRequestWorkers ${N}\n", false, true)]
    public void A_number_of_httpd_from_a_variable(string lines, bool fires, bool unknown)
    {
        Diagnosis told = Judge("TV762", ReadHttpd("httpd.conf", "LoadModule mpm_event_module modules/mod_mpm_event.so\n" + lines));

        Assert.Equal((fires, unknown), (told.Findings.Count == 1, told.CannotTell.Count > 0));
    }

    [Theory]
    [InlineData("1024", "65536", null, false)]
    [InlineData("65535", "65535", null, false)]
    [InlineData("65535", "1024", Severity.Warning, false)]
    [InlineData("${CONNECTIONS}", "1024", null, true)]
    public void Connections_of_nginx_beside_its_descriptors(string connections, string descriptors, Severity? severity, bool unknown)
    {
        Diagnosis told = Judge("TV722", NginxParser.Parse("nginx.conf", $"worker_rlimit_nofile {descriptors}; events {{ worker_connections {connections}; }}"));

        Assert.Equal((severity, unknown), (told.Findings.SingleOrDefault()?.Severity, told.CannotTell.Count > 0));
    }

    // Each kept connection holds a child of PHP-FPM: many an operator closes them on purpose.
    [Fact]
    public void FastCGI_without_keepalive_is_information()
    {
        Finding finding = Judge("TV723", NginxParser.Parse("nginx.conf", "http { upstream php { server 127.0.0.1:9000; } server { location / { fastcgi_pass php; } } }")).Findings.Single();

        Assert.Equal(Severity.Info, finding.Severity);
        Assert.Contains(finding.Remedies, remedy => remedy.Action.ToString().Contains("pm.max_children", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5432", false)]
    [InlineData("8080", true)]
    public void A_database_behind_a_proxy_in_HTTP_mode_reads_no_requests(string port, bool fires)
    {
        string text = $"defaults\n  mode http\n  timeout client 50s\n  timeout server 50s\n  timeout connect 5s\nlisten db\n  bind :5000\n  server a 10.0.0.1:{port} check port 8008\n";

        Assert.Equal(fires, Judge("TV744", HAProxyParser.Parse("haproxy.cfg", text)).Findings.Count == 1);
    }

    // Its clients send a heartbeat every 30 s by default.
    [Theory]
    [InlineData("30s", true)]
    [InlineData("60s", false)]
    public void Sessions_of_RabbitMQ_are_never_silent(string time, bool fires)
    {
        string text = $"defaults\n  mode tcp\n  timeout client {time}\n  timeout server {time}\n  timeout connect 5s\nlisten mq\n  bind :5672\n  server a 10.0.0.1:5672 check\n";

        Assert.Equal(fires, Judge("TV755", HAProxyParser.Parse("haproxy.cfg", text)).Findings.Count == 1);
    }

    // Files that only lie side by side are not those of one host, because their ports are the same.
    [Theory]
    [InlineData("http://localhost:8080/", "Listen 8080\n", true)]
    [InlineData("http://127.0.0.1:8080/", "Listen 8080\n", true)]
    [InlineData("http://backend:8080/", "Listen 8080\n", false)]
    [InlineData("http://10.1.2.3:8080/", "Listen 8080\n", false)]
    [InlineData("http://10.1.2.3:8080/", "Listen 10.1.2.3:8080\n", true)]
    public void Files_side_by_side(string target, string behind, bool joined)
    {
        Configuration proxy = ReadHttpd("proxy.conf", $"LoadModule mpm_event_module modules/mod_mpm_event.so\nLoadModule proxy_module modules/mod_proxy.so\nListen 80\nProxyPass / {target} ttl=60\n");
        Configuration server = ReadHttpd("behind.conf", behind + "KeepAliveTimeout 2\n");

        Assert.Equal(joined, Judge("TV767", proxy, server).Findings.Count == 1);
    }

    private static Configuration ReadHttpd(string path, string text) => HttpdParser.Parse(ConfigSource.Of(path, text), path);

    private static Diagnosis Judge(string code, params Configuration[] configurations)
    {
        Capture host = new GoldenHost("").With(configurations[0]);
        return CaptureJudge.Diagnose(host with { Namespaces = [host.Namespaces[0] with { Configurations = configurations }] },
            only: [code]);
    }
}
