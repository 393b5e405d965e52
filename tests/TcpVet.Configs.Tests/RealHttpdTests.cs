using System.Diagnostics;
using System.Text.RegularExpressions;
using TcpVet.Configs.Httpd;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Configs.Tests;

/// <summary>The distribution's Apache httpd is asked: what the rules call fine it accepts, what it reads we read, what it lowers we
/// say.</summary>
public sealed partial class RealHttpdTests
{
    // Modules that Debian's package enables (its postinst).
    private static readonly string[] Enabled =
        ["mpm_event", "authz_host", "authz_core", "auth_basic", "authn_core", "access_compat", "authn_file", "authz_user", "alias", "dir", "autoindex", "env", "mime", "negotiation", "setenvif", "filter", "deflate", "status", "reqtimeout"];

    // One that loads no MPM is for a program with everything compiled in, which Debian's is not.
    public static TheoryData<string> Whole =>
        [.. GoldenServerTests.Names("httpd").Where(name => name.EndsWith(".conf", StringComparison.Ordinal)
            && !name.EndsWith("old-guide.conf", StringComparison.Ordinal)
            && !name.EndsWith("of-2.2-broken.conf", StringComparison.Ordinal))];

    // It reads no further than the first fault.
    public static TheoryData<string> Faultless =>
        [.. Whole.Select(row => row.Data).Where(name => !name.EndsWith("broken.conf", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Whole))]
    public void It_accepts_what_is_read_without_a_problem_and_lowers_what_is_found(string name)
    {
        Configuration configuration = GoldenTomcatAndHttpdTests.Parse(name, out GoldenHost host);

        string said = Run(GoldenTomcatAndHttpdTests.PathOf(name), "-t");

        Assert.True(said.Contains("Syntax OK", StringComparison.Ordinal) == (configuration.Problems.Count == 0), said);
        if (configuration.Problems.Count > 0)
        {
            Assert.Contains($"line {configuration.Problems[0].Line} of ", said, StringComparison.Ordinal);
        }

        Assert.Equal(Lowered()
            .Count(said), GoldenHost.Table(host.With(configuration))
            .Count(line => line.Contains("TV762", StringComparison.Ordinal)));
    }

    // mod_info prints the tree that httpd has made; what is decided while it reads is not in it. Without -t httpd would start.
    [Theory]
    [MemberData(nameof(Faultless))]
    public void It_has_read_the_same_directives_in_the_same_lines(string name)
    {
        Configuration configuration = GoldenTomcatAndHttpdTests.Parse(name, out _);
        string[] lines = File.ReadAllLines(GoldenTomcatAndHttpdTests.PathOf(name));
        // Of a directive that is continued httpd counts the last line.
        int Last(int line) => lines[line - 1].EndsWith('\\') ? Last(line + 1) : line;

        string dump = Run(GoldenTomcatAndHttpdTests.PathOf(name), "-t", "-DDUMP_CONFIG", "-C", "LoadModule info_module modules/mod_info.so");

        Assert.Equal(
            Dumped().Matches(dump).Select(match => $"{match.Groups["line"].Value} {match.Groups["name"].Value}"),
            Read(configuration.Directives).Select(directive => $"{Last(directive.Line)} {directive.Name}"));
    }

    [Fact]
    public void The_distributions_own_configuration_gets_no_warning()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tcpvet-apache2-");
        try
        {
            string package = RealTomcat.Unpacked("etc/apache2");
            foreach (string file in Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(folder.FullName, Path.GetRelativePath(package, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            Directory.CreateDirectory(Path.Combine(folder.FullName, "mods-enabled"));
            foreach (string file in Enabled.SelectMany(module => new[] { $"{module}.load", $"{module}.conf" }).Where(file => File.Exists(Path.Combine(package, "mods-available",
                file))))
            {
                File.CreateSymbolicLink(Path.Combine(folder.FullName, "mods-enabled", file), $"../mods-available/{file}");
            }

            Configuration configuration = HttpdParser.Parse(DiskTree.Source(), Path.Combine(folder.FullName, "apache2.conf"));

            Assert.Empty(configuration.Problems);
            Assert.True(configuration.Files.Count > 20);
            Assert.Empty(GoldenHost.Table(new GoldenHost("#! listener=80:511:0 nofile=8192").With(configuration)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_program_tells_its_version_and_paths()
    {
        HttpdProgram program = HttpdProgram.Of(File.ReadAllBytes(RealTomcat.Unpacked("usr/sbin/apache2")));

        Assert.Matches(@"^2\.4\.\d+$", program.Version);
        Assert.Equal(("/etc/apache2", "apache2.conf"), (program.Root, program.ConfigFile));
    }

    private static string Run(string path, params string[] arguments)
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("tcpvet-httpd-");
        try
        {
            Directory.CreateDirectory(Path.Combine(root.FullName, "logs"));
            File.CreateSymbolicLink(Path.Combine(root.FullName, "modules"), RealTomcat.Unpacked("usr/lib/apache2/modules"));
            ProcessStartInfo start =
                new(RealTomcat.Unpacked("usr/sbin/apache2"),
                    [.. arguments, "-d", root.FullName, "-f", path])
                {
                    RedirectStandardError = true, RedirectStandardOutput =
                        true, UseShellExecute = false
                };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return errors + output.Result;
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    // Directives that httpd carries out while it reads (EXEC_ON_READ) do not stay in its tree, nor do conditions.
    private static IEnumerable<ConfigDirective> Read(IReadOnlyList<ConfigDirective> directives) => directives.SelectMany(directive =>
        directive.Name.StartsWith("If", StringComparison.Ordinal) ? Read(directive.Children)
        : directive.Name is "LoadModule" or "Define" or "UnDefine" or "ServerRoot" or "Include" or "IncludeOptional" ? []
        : Read(directive.Children).Prepend(directive));

    [GeneratedRegex(@"^ *# +(?<line>\d+):\n *<?(?<name>[A-Za-z0-9]+)", RegexOptions.Multiline)]
    private static partial Regex Dumped();

    [GeneratedRegex(@"WARNING: .*, decreasing ")]
    private static partial Regex Lowered();
}
