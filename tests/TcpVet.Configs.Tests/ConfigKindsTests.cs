using TcpVet.Configs.Kinds;
using TcpVet.Model;

namespace TcpVet.Configs.Tests;

/// <summary>The list of kinds, and what each of them says of itself.</summary>
public sealed class ConfigKindsTests
{
    [Fact]
    public void Every_kind_of_a_capture_is_in_the_list_once() =>
        Assert.Equal(Enum.GetValues<ConfigurationKind>(), ConfigKinds.All.Select(kind => kind.Kind).Order());

    [Fact]
    public void Every_kind_of_a_capture_has_a_word() =>
        Assert.Equal(Enum.GetValues<ConfigurationKind>(),
            ConfigurationKindNames.All.Select(word => ConfigurationKindNames.Parse(word)!.Value));

    [Fact]
    public void No_two_kinds_share_a_word_or_a_program()
    {
        string[] words = [.. ConfigKinds.All.SelectMany(kind => kind.OtherWords.Append(kind.Kind.Word()).Distinct())];
        Assert.Equal(words.Distinct(StringComparer.OrdinalIgnoreCase), words);
        string[] programs = [.. ConfigKinds.All.SelectMany(kind => kind.Programs)];
        Assert.Equal(programs.Distinct(), programs);
    }

    [Theory]
    [InlineData("sysctl", ConfigurationKind.SysctlConf)]
    [InlineData("sysctl.d", ConfigurationKind.SysctlConf)]
    [InlineData("sysctl-a", ConfigurationKind.SysctlOutput)]
    [InlineData("Server.xml", ConfigurationKind.Tomcat)]
    [InlineData("NGINX", ConfigurationKind.Nginx)]
    [InlineData("haproxy.cfg", ConfigurationKind.HAProxy)]
    [InlineData("apache2", ConfigurationKind.Httpd)]
    [InlineData("lighttpd", null)]
    public void A_word_names_a_kind(string word, ConfigurationKind? expected) => Assert.Equal(expected, ConfigKinds.Called(word)?.Kind);

    [Theory]
    [InlineData("openresty", ConfigurationKind.Nginx)]
    [InlineData("haproxy", ConfigurationKind.HAProxy)]
    [InlineData("apache2", ConfigurationKind.Httpd)]
    [InlineData("jsvc", ConfigurationKind.Tomcat)]
    [InlineData("sshd", null)]
    public void A_program_names_a_kind(string program, ConfigurationKind? expected) =>
        Assert.Equal(expected, ConfigKinds.OfProgram(program)?.Kind);

    // A password that a directive of a server holds must not get into a capture because somebody forgot to say what is kept.
    [Fact]
    public void Only_settings_of_the_kernel_are_kept_whole() =>
        Assert.All(ConfigKinds.All, kind => Assert.Equal(kind.SetsTheKernel, kind.Keep is null));

    [Theory]
    [InlineData("nginx", "/usr/sbin/nginx -c /srv/nginx.conf", "/srv/nginx.conf")]
    [InlineData("haproxy", "haproxy -f a.cfg -f /etc/b", "/run/haproxy/a.cfg /etc/b")]
    [InlineData("httpd", "httpd -f /etc/httpd/x.conf", "/etc/httpd/x.conf")]
    [InlineData("java", "java -Dcatalina.base=/srv/shop x", "/srv/shop/conf/server.xml")]
    public void A_server_is_found_by_how_it_was_started(string program, string arguments, string paths)
    {
        ConfigKind kind = ConfigKinds.OfProgram(program)!;
        string[] words = arguments.Split(' ');
        Assert.True(kind.IsServer(words));
        Assert.Equal(paths.Split(' '), kind.Find(new LaunchFacts(words, "/run/haproxy", () => null), out _)?.Paths);
    }

    [Theory]
    [InlineData("nginx", "nginx: worker process")]
    [InlineData("java", "java -jar app.jar")]
    public void A_worker_or_another_program_is_no_server(string program, string arguments) =>
        Assert.False(ConfigKinds.OfProgram(program)!.IsServer([arguments]));

    [Fact]
    public void A_server_that_names_no_file_says_so()
    {
        Assert.Null(ConfigKinds.OfProgram("haproxy")!.Find(new LaunchFacts(["haproxy", "-D"], "/", () => null), out string why));
        Assert.Equal("its command line names no file", why);
        Assert.Null(ConfigKinds.OfProgram("httpd")!.Find(new LaunchFacts(["httpd"], "/", () => null), out why));
        Assert.Contains("neither its command line nor its program", why, StringComparison.Ordinal);
    }
}
