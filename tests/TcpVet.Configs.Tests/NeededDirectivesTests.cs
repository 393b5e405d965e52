using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Httpd;
using TcpVet.Configs.Nginx;
using TcpVet.Configs.Text;
using TcpVet.Configs.Tomcat;
using TcpVet.Model;

namespace TcpVet.Configs.Tests;

/// <summary>A capture is handed to others: it holds no word of a configuration that could be a secret.</summary>
public sealed class NeededDirectivesTests
{
    private const string Nginx = """
        http {
          ssl_certificate_key /etc/KEY-SECRET.pem;
          map $http_x_token $user { "TOKEN-SECRET" alice; }
          map $http_upgrade $connection { default upgrade; '' close; }
          upstream app { server 10.0.0.1:80 max_fails=3; keepalive 16; }
          server {
            listen 80 backlog=8192;
            auth_basic_user_file /etc/FILE-SECRET;
            if ($cookie_admin = COOKIE-SECRET) { proxy_pass http://app; }
            location / { proxy_set_header Authorization "Basic HEADER-SECRET"; proxy_set_header Connection ""; proxy_pass http://user:URL-SECRET@app/x; }
            set $password VARIABLE-SECRET;
          }
        }
        """;

    private const string HAProxy = """
        global
            maxconn 2000
            stats socket /run/SOCKET-SECRET level admin
        userlist people
            user a insecure-password LIST-SECRET
        defaults
            timeout client 30s
            stats auth admin:STATS-SECRET
        frontend www
            bind :443 ssl crt /etc/CRT-SECRET backlog 8192 ciphers CIPHER-SECRET
            acl ok hdr(x-key) ACL-SECRET
            http-request deny if { hdr(x-key) RULE-SECRET }
        backend app
            option httpchk GET /?k=CHECK-SECRET
            no option httpclose
            server a 10.0.0.1:80 check cookie COOKIE-SECRET agent-send AGENT-SECRET maxconn 30
        """;

    private const string Httpd = """
        Define password DEFINE-SECRET
        SetEnv DB_PASSWORD ENV-SECRET
        SetEnv proxy-nokeepalive 1
        KeepAliveTimeout 30
        <Location "/app">
          Require env HEADER-SECRET
          ProxyPass ajp://user:URL-SECRET@10.0.0.1:8009/ secret=AJP-SECRET timeout=5
        </Location>
        """;

    private const string Tomcat = """
        <Server port="8005" shutdown="SHUTDOWN-SECRET">
          <GlobalNamingResources><Resource name="db" password="RESOURCE-SECRET"/></GlobalNamingResources>
          <Service name="Catalina">
            <Connector port="8009" protocol="AJP/1.3" secret="AJP-SECRET" acceptCount="500"/>
            <Connector port="8443" SSLEnabled="true" keystorePass="STORE-SECRET"><SSLHostConfig><Certificate certificateKeystorePassword="KEY-SECRET"/></SSLHostConfig></Connector>
            <Engine><Realm connectionPassword="REALM-SECRET"/></Engine>
          </Service>
        </Server>
        """;

    public static TheoryData<string, string[]> Kept => new()
    {
        { "nginx", ["listen 80 backlog=8192", "keepalive 16", "proxy_set_header Authorization", "proxy_set_header Connection ", "proxy_pass http://app/x", "map $http_upgrade $connection", " close"] },
        { "haproxy", ["maxconn 2000", "timeout client 30s", "bind :443 ssl backlog 8192", "server a 10.0.0.1:80 check maxconn 30", "no option httpclose", "option httpchk", "http-request deny"] },
        { "httpd", ["KeepAliveTimeout 30", "SetEnv proxy-nokeepalive 1", "ProxyPass ajp://10.0.0.1:8009/ timeout=5"] },
        { "tomcat", ["Connector", "@acceptCount 500", "@port 8443"] },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public void What_rules_ask_for_stays_and_secrets_go(string kind, string[] kept)
    {
        Configuration whole = Read(kind);
        Assert.DoesNotContain(whole.Problems, problem => problem.Fatal);
        Assert.Contains("SECRET", Text(whole), StringComparison.Ordinal);

        string text = Text(NeededDirectives.Of(whole));

        Assert.DoesNotContain("SECRET", text, StringComparison.Ordinal);
        Assert.All(kept, line => Assert.Contains(line, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_huge_configuration_is_cut_and_says_so()
    {
        Configuration huge = NginxParser.Parse("nginx.conf", "http {" + string.Concat(Enumerable.Repeat("server { listen 80; }", 4000)) + "}");
        Configuration needed = NeededDirectives.Of(huge);
        Assert.True(needed.Incomplete);
        Assert.Contains(needed.Problems, problem => problem.Unread);
        Assert.InRange(Count(needed.Directives), 1, NeededDirectives.Most);
    }

    [Fact]
    public void Settings_of_the_kernel_are_no_secret()
    {
        Configuration settings = new() { Kind = ConfigurationKind.SysctlConf, Files = ["a"], Directives = [new("x.y", ["1"], 0, 1, 1, [])] };
        Assert.Same(settings, NeededDirectives.Of(settings));
    }

    [Theory]
    [InlineData("http://app", "http://app")]
    [InlineData("http://u:p@app/x@y", "http://app/x@y")]
    [InlineData("u:p@app", "app")]
    [InlineData("http://a@b@c", "http://c")]
    [InlineData("unix:/run/a@b.sock", "unix:/run/a@b.sock")]
    [InlineData("", "")]
    [InlineData("/", "/")]
    public void Addresses_lose_their_user(string address, string without) => Assert.Equal(without, BackendAddress.WithoutUser(address));

    private static Configuration Read(string kind) => kind switch
    {
        "nginx" => NginxParser.Parse("nginx.conf", Nginx),
        "haproxy" => HAProxyParser.Parse("haproxy.cfg", HAProxy + "\n"),
        "httpd" => HttpdParser.Parse(ConfigSource.Of("/etc/httpd.conf", Httpd), "/etc/httpd.conf"),
        _ => TomcatParser.Parse(ConfigSource.Of("server.xml", Tomcat), "server.xml"),
    };

    private static string Text(Configuration configuration) => string.Join('\n', Lines(configuration.Directives));

    private static IEnumerable<string> Lines(IReadOnlyList<ConfigDirective> directives) =>
        directives.SelectMany(directive => Lines(directive.Children).Prepend($"{directive.Name} {string.Join(' ', directive.Arguments)}"));

    private static int Count(IReadOnlyList<ConfigDirective> directives) => directives.Sum(directive => 1 + Count(directive.Children));
}
