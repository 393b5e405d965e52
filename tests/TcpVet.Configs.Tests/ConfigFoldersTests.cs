using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tests;

/// <summary>A folder is named where a person means the configuration in it.</summary>
public sealed class ConfigFoldersTests
{
    [Theory]
    [InlineData("/etc/nginx", "nginx.conf=events {}", ConfigurationKind.Nginx, "/etc/nginx/nginx.conf")]
    [InlineData("/opt/tomcat/", "conf/server.xml=<Server/>", ConfigurationKind.Tomcat, "/opt/tomcat/conf/server.xml")]
    [InlineData("/etc/apache2", "apache2.conf=Listen 80;ports.conf=Listen 80", ConfigurationKind.Httpd, "/etc/apache2/apache2.conf")]
    [InlineData("/etc/haproxy", "b.cfg=backend b;a.cfg=global;.c.cfg=global;README=x", ConfigurationKind.HAProxy, "/etc/haproxy/a.cfg /etc/haproxy/b.cfg")]
    [InlineData("/tmp/x", "10-a.conf=# nothing;20-b.conf=net.ipv4.tcp_syncookies = 1", ConfigurationKind.SysctlConf, "/tmp/x")]
    [InlineData("/srv/image", "etc/sysctl.d/a.conf=net.ipv4.tcp_syncookies = 1", ConfigurationKind.SysctlConf, "/srv/image")]
    [InlineData("/etc/sysctl.d", "a.conf=# nothing", ConfigurationKind.SysctlConf, "/etc/sysctl.d")]
    public void What_is_in_a_folder_is_found(string folder, string content, ConfigurationKind kind, string files)
    {
        (ConfigurationKind Kind, IReadOnlyList<string> Files)? found =
            ConfigFolders.Look(Source(folder, content), folder, null, out string why);
        Assert.True(found is not null, why);
        Assert.Equal((kind, files), (found.Value.Kind, string.Join(' ', found.Value.Files)));
    }

    [Theory]
    [InlineData("/tmp/x", "README=x", null, "no nginx.conf")]
    [InlineData("/tmp/x", "a.conf=server { }", null, "no nginx.conf")]
    [InlineData("/tmp/x", "nginx.conf=events {};server.xml=<Server/>", null, "nginx and tomcat")]
    [InlineData("/tmp/x", "nginx.conf=events {}", ConfigurationKind.HAProxy, "no configuration of the kind haproxy")]
    [InlineData("/nonexistent", "", null, "no nginx.conf")]
    public void What_cannot_be_told_is_said(string folder, string content, ConfigurationKind? forced, string says)
    {
        Assert.Null(ConfigFolders.Look(Source("/tmp/x", content), folder, forced, out string why));
        Assert.Contains(says, why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forced_kind_chooses_among_several() =>
        Assert.Equal(ConfigurationKind.Tomcat, ConfigFolders.Look(Source("/tmp/x", "nginx.conf=events {};server.xml=<Server/>"), "/tmp/x", ConfigurationKind.Tomcat, out _)?.Kind);

    private static ConfigSource Source(string folder, string content) =>
        ConfigSource.InMemory(content.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('=', 2)).ToDictionary(entry => $"{folder.TrimEnd('/')}/{entry[0]}", entry => entry[1]));
}
