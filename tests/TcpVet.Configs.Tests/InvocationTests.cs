using System.Text;
using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Nginx;

namespace TcpVet.Configs.Tests;

/// <summary>From the argument vector of a process to its configuration.</summary>
public sealed class InvocationTests
{
    // As Debian builds it: nginx -V of 1.22.1.
    private static readonly NginxBuild Debian = NginxBuild.Of("\0nginx/\0nginx/1.22.1\0configure arguments: --with-cc-opt='-g --prefixed' --prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf --http-log-path=/var\0"u8);

    [Fact]
    public void What_is_compiled_into_nginx() => Assert.Equal(new NginxBuild("1.22.1", "/usr/share/nginx", "/etc/nginx/nginx.conf"), Debian);

    [Theory]
    [InlineData("nginx: master process /usr/sbin/nginx -g daemon on; master_process on;", "/etc/nginx/nginx.conf")]
    [InlineData("nginx: master process nginx -c /srv/n.conf", "/srv/n.conf")]
    [InlineData("nginx: master process nginx -p /srv/n/ -c conf/n.conf", "/srv/n/conf/n.conf")]
    [InlineData("nginx: master process nginx -c conf/n.conf", "/usr/share/nginx/conf/n.conf")]
    [InlineData("nginx|-p|here|-cn.conf|-e|/dev/null", "/run/here/n.conf")]
    [InlineData("nginx|-tqc|n.conf", "/usr/share/nginx/n.conf")]
    [InlineData("nginx|-g|daemon off; # -c x", "/etc/nginx/nginx.conf")]
    [InlineData("nginx|-c", "/etc/nginx/nginx.conf")]
    public void The_file_of_nginx(string arguments, string file) =>
        Assert.Equal(file, NginxInvocation.Of(arguments.Split('|'), Debian, "/run").File);

    [Fact]
    public void Without_the_program_only_what_was_named_is_known()
    {
        Assert.Null(NginxInvocation.Of(["nginx"], null, null).File);
        Assert.Equal("/n/nginx.conf", NginxInvocation.Of(["nginx", "-c", "/n/nginx.conf"], null, null).File);
        Assert.Equal("/usr/local/nginx/conf/nginx.conf", NginxInvocation.Of(["nginx"], new NginxBuild("1.27.0", null, null), null).File);
    }

    [Theory]
    [InlineData("nginx: master process /usr/sbin/nginx", true)]
    [InlineData("nginx: worker process", false)]
    [InlineData("nginx: cache manager process", false)]
    [InlineData("/usr/sbin/nginx", true)]
    public void The_master_is_the_one_to_ask(string title, bool isMaster) => Assert.Equal(isMaster, NginxInvocation.IsMaster([title]));

    [Theory]
    [InlineData("/usr/sbin/haproxy|-Ws|-f|/etc/haproxy/haproxy.cfg|-p|/run/haproxy.pid|-S|/run/haproxy-master.sock", "/etc/haproxy/haproxy.cfg")]
    [InlineData("haproxy|-f|a.cfg|-f|/d|-D", "/run/a.cfg|/d")]
    [InlineData("haproxy|-f|a.cfg|-C|/srv", "/srv/a.cfg")]
    [InlineData("haproxy|-sf|12|13|-x|/run/s|-f|/a", "/a")]
    [InlineData("haproxy|-f|/a|--|/b|-c", "/a|/b|/run/-c")]
    [InlineData("haproxy|-n|500|-L|-f|-f|/a", "/a")]
    [InlineData("haproxy|-f", "")]
    public void The_files_of_haproxy(string arguments, string paths) =>
        Assert.Equal(paths.Split('|', StringSplitOptions.RemoveEmptyEntries), HAProxyInvocation.Of(arguments.Split('|'), "/run").Paths);

    [Fact]
    public void The_version_of_haproxy()
    {
        Assert.Equal("2.6.12", HAProxyInvocation.VersionOf("since HAProxy version 2.5.\n\0, released \0 version 2.6.12-1+deb12u4, released 2026/10/17\0"u8));
        Assert.Null(HAProxyInvocation.VersionOf("HAProxy version %s %s"u8));
    }

    [Fact]
    public void Survives_any_program() => Fuzz.Survives("nginx/1.2 --prefix=/a --conf-path=/b version 2.6.1, released ", bytes =>
    {
        _ = NginxBuild.Of(bytes);
        _ = HAProxyInvocation.VersionOf(bytes);
        string[] words = Encoding.UTF8.GetString(bytes).Split(' ');
        _ = NginxInvocation.Of(words, Debian, null);
        _ = HAProxyInvocation.Of(words, null);
    });
}
