using CsCheck;
using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>sysctl.conf(5) and sysctl.d(5), line by line.</summary>
public sealed class SysctlConfParserTests
{
    [Theory]
    [InlineData("net.ipv4.tcp_syncookies=1", "net.ipv4.tcp_syncookies", "1", 1)]
    [InlineData("  net.ipv4.tcp_rmem = 4096  87380\t6291456  ", "net.ipv4.tcp_rmem", "4096  87380\t6291456", 3)]
    [InlineData("net/ipv4/conf/eth0.1/rp_filter = 1\r", "net/ipv4/conf/eth0.1/rp_filter", "1", 1)]
    [InlineData("net.ipv4.tcp_fin_timeout = 30 # seconds", "net.ipv4.tcp_fin_timeout", "30 # seconds", 1)]
    [InlineData("kernel.core_pattern = |/bin/x a=b", "kernel.core_pattern", "|/bin/x a=b", 1)]
    [InlineData("net.ipv4.tcp_sack = 1\u00a0", "net.ipv4.tcp_sack", "1\u00a0", 1)]
    [InlineData("net.ipv4.tcp_mem =", "net.ipv4.tcp_mem", "", 1)]
    public void A_line_is_a_key_and_a_value(string line, string key, string value, int column)
    {
        ConfigDirective directive = Assert.Single(Parse(line).Directives);
        Assert.Equal((key, value, column, 1, false),
            (directive.Name, directive.Argument, directive.Column, directive.Line, directive.Lenient));
    }

    [Theory]
    [InlineData("-net.ipv4.tcp_x = 1", 1)]
    [InlineData(" - net.ipv4.tcp_x", 0)]
    public void A_dash_is_lenient_and_without_a_value_it_excludes(string line, int arguments)
    {
        ConfigDirective directive = Assert.Single(Parse(line).Directives);
        Assert.Equal(("net.ipv4.tcp_x", true, arguments), (directive.Name, directive.Lenient, directive.Arguments.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("# net.ipv4.tcp_x = 1")]
    [InlineData("\t; net.ipv4.tcp_x = 1")]
    public void Comments_and_blank_lines_are_nothing(string line)
    {
        Configuration parsed = Parse(line);
        Assert.Empty(parsed.Directives);
        Assert.Empty(parsed.Problems);
    }

    [Theory]
    [InlineData("net.ipv4.tcp_syncookies", 1, "there is no '='")]
    [InlineData("  net.ipv4.tcp_syncookies 1", 3, "write '=' between the key and the value")]
    [InlineData("net.ipv4.tcp_syncookies: 1", 1, "write '=' in the place of ':'")]
    [InlineData("sysctl -w net.ipv4.tcp_syncookies=1", 1, "a command for a shell")]
    [InlineData("sudo sysctl -w net.ipv4.tcp_syncookies=1", 1, "a command for a shell")]
    [InlineData("echo 1 > /proc/sys/net/ipv4/tcp_syncookies", 1, "a command for a shell")]
    [InlineData("= 1", 1, "expected a key")]
    [InlineData("net.ipv4.tcp syncookies = 1", 1, "no blanks")]
    [InlineData("-", 2, "expected a key")]
    public void What_is_no_assignment_is_told_with_its_place(string line, int column, string message)
    {
        Configuration parsed = Parse($"# first\n{line}\nnet.ipv4.tcp_x = 1");
        ConfigProblem problem = Assert.Single(parsed.Problems);
        Assert.Equal(("a.conf", 2, column, false), (problem.File, problem.Line, problem.Column, problem.Fatal));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(parsed.Directives).Line);
    }

    [Fact]
    public void Only_a_newline_ends_a_line() => Assert.Equal(2, Parse("a.b = 1\u2028x\r\nc.d = 2").Directives[1].Line);

    [Fact]
    public void Zero_bytes_are_no_text() => Assert.True(Assert.Single(Parse("net.ipv4.tcp_x = 1\0").Problems).Fatal);

    [Fact]
    public void Complaints_of_sysctl_are_passed_over_in_its_output()
    {
        const string output = "sysctl: permission denied on key 'net.ipv4.tcp_fastopen_key'\nnet.ipv4.tcp_x = 1\n";
        ConfigSource source = ConfigSource.Of("-", output);
        Configuration parsed = SysctlConfParser.Parse(source, "-", ConfigurationKind.SysctlOutput);
        Assert.Empty(parsed.Problems);
        Assert.Equal(2, Assert.Single(parsed.Directives).Line);
        Assert.Single(Parse(output).Problems);
    }

    [Fact]
    public void Folders_are_read_by_name_with_precedence()
    {
        Configuration parsed = SysctlConfParser.Parse(System(), ["/usr/lib/sysctl.d", "/etc/sysctl.d", "/run/sysctl.d", "/etc/sysctl.conf"]);
        Assert.Equal(["/usr/lib/sysctl.d/10-a.conf", "/etc/sysctl.d/20-b.conf", "/run/sysctl.d/30-c.conf", "/etc/sysctl.conf"], parsed.Files);
        Assert.Equal(["usr-a", "etc-b", "run-c", "conf"], parsed.Directives.Select(directive => directive.Argument));
    }

    [Fact]
    public void The_root_of_a_system_is_read_as_it_would_be_at_boot()
    {
        Configuration parsed = SysctlConfParser.Parse(System(), "/");
        Assert.Equal(["/usr/lib/sysctl.d/10-a.conf", "/etc/sysctl.d/20-b.conf", "/run/sysctl.d/30-c.conf"], parsed.Files);
    }

    [Fact]
    public void The_system_reads_sysctl_conf_only_without_systemd()
    {
        Assert.Equal(3, SystemSysctls.Read(System(("/usr/lib/systemd/systemd-sysctl", "")))!.Files.Count);
        Configuration without = SystemSysctls.Read(System())!;
        Assert.Equal("/etc/sysctl.conf", without.Files[^1]);
        Assert.Equal(ConfigurationOrigin.System, without.Origin);
        Assert.Null(SystemSysctls.Read(ConfigSource.Of("/etc/passwd", "")));
    }

    [Fact]
    public void Merged_usr_is_read_once()
    {
        ConfigSource source = ConfigSource.InMemory(
            new Dictionary<string, string> { ["/usr/lib/sysctl.d/1.conf"] = "a.b = 1" }, null, new Dictionary<string, string> { ["/lib"] = "usr/lib" });
        Assert.Equal(["/usr/lib/sysctl.d/1.conf"], SystemSysctls.Read(source)!.Files);
    }

    [Fact]
    public void Nothing_breaks_the_parser() => Fuzz.Broken("# c\n-net.ipv4.tcp_x = 1\n; d\n net/ipv4/tcp_rmem = 1 2 3\r\n-net.ipv4.y\n").ForAll(
        bytes =>
        {
            string text = global::System.Text.Encoding.UTF8.GetString(bytes);
            Configuration parsed = Parse(text);
            Assert.All(parsed.Directives, directive =>
                Assert.True(directive.Line > 0 && directive.Column > 0 && directive.Name.Length > 0));
            Assert.All(parsed.Problems, problem => Assert.DoesNotContain(problem.Message, char.IsControl));
        },
        iter: Fuzz.Iterations);

    private static ConfigSource System(params (string Path, string Text)[] more) => ConfigSource.InMemory(
        new Dictionary<string, string>(more.Select(file => KeyValuePair.Create(file.Path, file.Text)))
        {
            ["/etc/sysctl.d/20-b.conf"] = "x.y = etc-b",
            ["/etc/sysctl.d/README"] = "not a fragment",
            ["/run/sysctl.d/20-b.conf"] = "x.y = run-b",
            ["/run/sysctl.d/30-c.conf"] = "x.y = run-c",
            ["/usr/lib/sysctl.d/10-a.conf"] = "x.y = usr-a",
            ["/usr/lib/sysctl.d/40-masked.conf"] = "x.y = usr-masked",
            ["/etc/sysctl.conf"] = "x.y = conf",
        },
        null,
        new Dictionary<string, string> { ["/etc/sysctl.d/40-masked.conf"] = "/dev/null" });

    private static Configuration Parse(string text) => SysctlConfParser.Parse(ConfigSource.Of("a.conf", text), "a.conf");
}
