using System.Text;
using CsCheck;
using TcpVet.Model;

namespace TcpVet.Configs.Tests;

/// <summary>What a file is written for is told by its content, then by its name.</summary>
public sealed class ConfigKindDetectorTests
{
    private const string Nginx = "user www-data;\nworker_processes auto; # all\nevents {\n  worker_connections 768;\n}\nhttp {\n  log_format main '$remote_addr'\n    '$status';\n  server {\n    listen 80;\n  }\n}\n";
    private const string HAProxy = "global\n    log /dev/log local0\n    maxconn 2000\ndefaults\n    mode http\n    timeout client 50s\nfrontend www\n    bind :80\n    default_backend app\nbackend app\n    server a 10.0.0.1:8080 check\n";
    private const string Httpd = "ServerRoot \"/etc/httpd\"\nListen 80\nUser apache\nGroup apache\n<Directory />\n    AllowOverride none\n    Require all denied\n</Directory>\nKeepAlive On\n";
    private const string Tomcat = "<?xml version=\"1.0\"?>\n<!-- a <comment> -->\n<Server port=\"8005\">\n  <Service name=\"Catalina\"/>\n</Server>\n";
    private const string Printed = "kernel.osrelease = 6.1.0-18-amd64\nnet.ipv4.tcp_syncookies = 1\nnet.ipv4.tcp_tw_reuse = 2\nkernel.core_pattern = \n";

    [Theory]
    [InlineData("net.ipv4.tcp_syncookies=1\n", ConfigurationKind.SysctlConf)]
    [InlineData("# from a guide\nnet/ipv4/tcp_tw_reuse = 1\n-net.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.lo.rp_filter\n", ConfigurationKind.SysctlConf)]
    [InlineData("kernel.osrelease = 6.1\n\nnet.ipv4.tcp_syncookies = 1\n", ConfigurationKind.SysctlConf)]
    [InlineData(Printed, ConfigurationKind.SysctlOutput)]
    [InlineData(Nginx, ConfigurationKind.Nginx)]
    [InlineData("server { listen 80; server_name a; }\n", ConfigurationKind.Nginx)]
    [InlineData("upstream app {\n server 10.0.0.1:80;\n}\n", ConfigurationKind.Nginx)]
    [InlineData(HAProxy, ConfigurationKind.HAProxy)]
    [InlineData("# HAProxy\nlisten stats\n  bind :8404\n  stats enable\n", ConfigurationKind.HAProxy)]
    [InlineData(Httpd, ConfigurationKind.Httpd)]
    [InlineData("<VirtualHost *:80>\n  ServerName a\n  DocumentRoot /var/www\n</VirtualHost>\n", ConfigurationKind.Httpd)]
    [InlineData("<IfModule mpm_event_module>\n\tStartServers 2\n\tMaxRequestWorkers 150\n</IfModule>\n", ConfigurationKind.Httpd)]
    [InlineData(Tomcat, ConfigurationKind.Tomcat)]
    [InlineData("\uFEFF<Server/>", ConfigurationKind.Tomcat)]
    [InlineData("<!DOCTYPE Server [ <!ENTITY x SYSTEM \"file:///etc/passwd\"> ]>\n<Server>&x;</Server>", ConfigurationKind.Tomcat)]
    public void Content_tells_the_kind(string text, ConfigurationKind expected) =>
        Assert.Equal(expected, ConfigKindDetector.Detect(text, "/tmp/copy.txt").Kind);

    // sysctl -a | grep tcp: many, in order, and nothing else.
    [Fact]
    public void Many_settings_in_order_were_printed()
    {
        string text = string.Concat(Enumerable.Range(10, 30).Select(i => $"net.ipv4.conf.eth{i}.mtu = 1\n"));
        Assert.Equal(ConfigurationKind.SysctlOutput, ConfigKindDetector.Detect(text, null).Kind);
        Assert.Equal(ConfigurationKind.SysctlConf, ConfigKindDetector.Detect("# mine\n" + text, null).Kind);
        Assert.Equal(ConfigurationKind.SysctlConf, ConfigKindDetector.Detect(text.Replace(" = ", "=", StringComparison.Ordinal), null).Kind);
    }

    [Theory]
    [InlineData("/etc/sysctl.conf", ConfigurationKind.SysctlConf)]
    [InlineData("/etc/sysctl.d/README.sysctl", ConfigurationKind.SysctlConf)]
    [InlineData("sysctl.d/10-x.conf", ConfigurationKind.SysctlConf)]
    [InlineData("/opt/tomcat/conf/server.xml", ConfigurationKind.Tomcat)]
    [InlineData("/etc/nginx/conf.d/default.conf", ConfigurationKind.Nginx)]
    [InlineData("haproxy.cfg", ConfigurationKind.HAProxy)]
    [InlineData("/etc/apache2/conf-enabled/security.conf", ConfigurationKind.Httpd)]
    [InlineData("/etc/httpd/conf/httpd.conf", ConfigurationKind.Httpd)]
    public void Comments_alone_leave_it_to_the_name(string path, ConfigurationKind expected) =>
        Assert.Equal(expected, ConfigKindDetector.Detect("# nothing\n\n", path).Kind);

    [Fact]
    public void Content_outweighs_the_name()
    {
        Assert.Equal(ConfigurationKind.HAProxy, ConfigKindDetector.Detect(HAProxy, "/etc/nginx/nginx.conf").Kind);
        Assert.Equal(ConfigurationKind.SysctlConf, ConfigKindDetector.Detect("net.core.somaxconn = 1024\n", "/srv/nginx/tune.conf").Kind);
    }

    [Theory]
    [InlineData("", "blanks and comments")]
    [InlineData("# only\n", "blanks and comments")]
    [InlineData("these are my notes\nabout tcp\n", "no sections of HAProxy")]
    [InlineData("Notes\n\nput\nthis\nat the end\nof the file\nthat you\nfound\n\nnet.ipv4.tcp_tw_reuse=1\n", "no sections of HAProxy")]
    [InlineData("\0\u0001", "zero bytes")]
    [InlineData("<?xml version='1.0'?><web-app/>", "<Server>")]
    [InlineData("<Context path=''/>", "<Server>")]
    [InlineData("<!-- no end", "no sections of HAProxy")]
    public void What_cannot_be_told_says_what_was_looked_for(string text, string says)
    {
        ConfigKindGuess guess = ConfigKindDetector.Detect(text, "notes.txt");
        Assert.Null(guess.Kind);
        Assert.Contains(says, guess.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_has_an_answer_that_a_terminal_may_show() =>
        Gen.OneOf(Fuzz.Broken(Nginx), Fuzz.Broken(HAProxy), Fuzz.Broken(Httpd), Fuzz.Broken(Tomcat), Fuzz.Broken(Printed)).ForAll(
            bytes =>
            {
                ConfigKindGuess guess = ConfigKindDetector.Detect(Encoding.UTF8.GetString(bytes), null);
                Assert.DoesNotContain(guess.Why, char.IsControl);
                Assert.All(guess.Why, c => Assert.True(c is < '\x7f' or '…'));
            },
            iter: Fuzz.Iterations);
}
