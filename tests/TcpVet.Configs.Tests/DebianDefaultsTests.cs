using TcpVet.Configs.Text;
using TcpVet.Linux.Readings;
using TcpVet.Model;
using TcpVet.Operations.Files;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Configs.Tests;

/// <summary>What Debian ships gives no warning: an administrator who has changed nothing has done nothing wrong.</summary>
public sealed class DebianDefaultsTests : IDisposable
{
    // What the package's own script switches on (apache2.postinst).
    private static readonly string[] Modules =
    [
        "mpm_event", "access_compat", "alias", "auth_basic", "authn_core", "authn_file", "authz_core", "authz_host", "authz_user", "autoindex", "deflate", "dir", "env", "filter", "mime",
        "negotiation", "reqtimeout", "setenvif", "status",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-debian-").FullName;

    // Where eng/servers unpacked the distribution's packages; ./test names it.
    private static readonly string? Servers = Environment.GetEnvironmentVariable("TCPVET_LAB_SERVERS");

    [Theory]
    [InlineData(ConfigurationKind.Nginx, "/etc/nginx/nginx.conf")]
    [InlineData(ConfigurationKind.HAProxy, "/etc/haproxy/haproxy.cfg")]
    [InlineData(ConfigurationKind.Tomcat, "/usr/share/tomcat10/etc/server.xml")]
    public void A_fresh_server_is_fine(ConfigurationKind kind, string path)
    {
        Assert.SkipWhen(Servers is null || !File.Exists(Servers + path), $"the distribution's {path} is not unpacked here (eng/servers)");
        Configuration read = ConfigKinds.Of(kind).Read(DiskTree.Source(new ConfigScope { SystemRoot = Servers }), [path]);
        Assert.DoesNotContain(read.Problems, problem => problem.Fatal);
        Assert.NotEmpty(read.Directives);
        AssertFine(read);
    }

    [Fact]
    public void A_fresh_Apache_is_fine()
    {
        Assert.SkipWhen(Servers is null || !File.Exists($"{Servers}/etc/apache2/apache2.conf"), "the distribution's Apache is not unpacked here (eng/servers)");
        CopyApache($"{Servers}/etc/apache2", $"{folder}/etc/apache2");
        Configuration read = ConfigKinds.Of(ConfigurationKind.Httpd).Read(DiskTree.Source(new ConfigScope { SystemRoot = folder }), ["/etc/apache2/apache2.conf"]);
        Assert.DoesNotContain(read.Problems, problem => problem.Fatal);
        Assert.Contains("/etc/apache2/mods-enabled/mpm_event.conf", read.Files);
        AssertFine(read);
    }

    [Fact]
    public void The_settings_of_the_distribution_are_fine()
    {
        const string folder = "/usr/lib/sysctl.d";
        Assert.SkipUnless(Directory.Exists(folder), $"{folder} is not there");
        Configuration read = ConfigKinds.Of(ConfigurationKind.SysctlConf).Read(DiskTree.Source(), [folder]);
        Assert.Empty(read.Problems);
        AssertFine(read);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void CopyApache(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = to + file[from.Length..];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        foreach (string name in (string[])["mods-enabled", "conf-enabled", "sites-enabled"])
        {
            Directory.CreateDirectory($"{to}/{name}");
        }

        string[] enabled =
        [
            .. Modules.SelectMany(module => (string[])[$"mods-available/{module}.load", $"mods-available/{module}.conf"]), "sites-available/000-default.conf",
            .. ((string[])["charset", "localized-error-pages", "other-vhosts-access-log", "security", "serve-cgi-bin"]).Select(name => $"conf-available/{name}.conf"),
        ];
        foreach (string file in enabled.Where(file => File.Exists($"{to}/{file}")))
        {
            File.CreateSymbolicLink($"{to}/{file.Replace("available", "enabled", StringComparison.Ordinal)}", $"../{file}");
        }
    }

    private static void AssertFine(Configuration configuration)
    {
        Capture capture = LightCapture.OfNoHost("6.12", "a test", "1");
        NetnsCapture netns =
            capture.Namespaces[0] with { Configurations = [configuration], Sysctls = new Dictionary<string, string> { ["net.core.somaxconn"] = "4096" } };
        Diagnosis diagnosis = CaptureJudge.Diagnose(capture with { Namespaces = [netns] });
        Finding[] warnings = [.. diagnosis.Findings.Where(finding => finding.Severity > Severity.Info)];
        Assert.True(warnings.Length == 0, string.Join('\n', warnings.Select(finding => $"{finding.Code} {finding.Subject.File}:{finding.Subject.Line} {finding.Title}")));
    }
}
