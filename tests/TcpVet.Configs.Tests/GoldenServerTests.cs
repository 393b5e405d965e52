using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Nginx;
using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Configs.Tests;

/// <summary>
/// Configurations of nginx and HAProxy, good and bad, and what is said of each: <c>Golden/KIND/NAME</c> beside <c>NAME.findings</c>.
/// <c>TCPVET_UPDATE_GOLDEN=1</c> writes the tables anew; read the difference before you believe it.
/// </summary>
public sealed class GoldenServerTests
{
    public static TheoryData<string> All => [.. Names("nginx"), .. Names("haproxy")];

    [Theory]
    [MemberData(nameof(All))]
    public void Findings(string name)
    {
        Configuration configuration = Parse(name, out GoldenHost host);
        string table =
            string.Concat(configuration.Problems.Select(problem => $"{problem.File}:{problem.Line}:{problem.Column} {problem.Message}")
                .Concat(GoldenHost.Table(host.With(configuration)))
                .Select(line => $"{line}\n"))
            .Replace(Folder + "/", "", StringComparison.Ordinal);
        string file = Path.Combine(SourceFolder, $"{name}.findings");
        if (Environment.GetEnvironmentVariable("TCPVET_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, table);
        }

        Assert.Equal(File.ReadAllText(file), table);
    }

    [Fact]
    public void There_are_eleven_of_each_and_each_rule_fires_somewhere()
    {
        Assert.True(Names("nginx").Count() >= 11);
        Assert.True(Names("haproxy").Count() >= 11);
        string tables = string.Concat(All.Select(row => File.ReadAllText(Path.Combine(SourceFolder, $"{row.Data}.findings"))));
        string[] silent =
            [.. Rules.Catalog.RuleCatalog.All.Select(rule => rule.Code).Where(code => code[..4] is "TV72" or "TV73" or "TV74" or "TV75"
                && !tables.Contains(code, StringComparison.Ordinal))];
        Assert.Empty(silent);
    }

    // Names in configurations are as long and as hostile as their authors like.
    [Theory]
    [MemberData(nameof(All))]
    public void Titles_stay_one_line(string name)
    {
        Configuration read = Parse(name, out GoldenHost host);
        string[] keywords =
            [.. Flat(read.Directives)
                .Select(directive => directive.Name)
                .Distinct(), "from", "client", "server", "connect", "http", "tcp", "none", "never", "always", "close", "off", "on", "Connection", "Upgrade", "Host", "backlog", "source", "maxconn", "httpclose", "nolinger"];
        ConfigDirective Stretch(ConfigDirective directive) => directive with
        {
            Arguments = [.. directive.Arguments.Select(word => word.All(char.IsAsciiLetterLower) && !keywords.Contains(word) ? $"{word}\u001b[31m\n{new string('x', 300)}" : word)],
            Children = [.. directive.Children.Select(Stretch)],
        };
        Configuration stretched = read with { Directives = [.. read.Directives.Select(Stretch)], Version = host.Version };

        Assert.All(Rules.Judging.CaptureJudge.Diagnose(host.With(stretched)).Findings, finding =>
        {
            Assert.InRange(finding.Title.ToString().Length, 10, 120);
            Assert.DoesNotContain(finding.Title.ToString(), char.IsControl);
            Assert.All(finding.Remedies, remedy => Assert.DoesNotContain($"{remedy.Action}{remedy.Command}", char.IsControl));
        });
    }

    /// <summary>Reads one of them.</summary>
    internal static Configuration Parse(string name, out GoldenHost host)
    {
        string path = PathOf(name);
        string first = Directory.Exists(path) && name.StartsWith("haproxy", StringComparison.Ordinal)
            ? Directory.GetFiles(path, "*.cfg").Order(StringComparer.Ordinal).First()
            : path;
        host = new GoldenHost(File.ReadAllText(first));
        ConfigSource source = DiskTree.Source();
        return name.StartsWith("nginx", StringComparison.Ordinal)
            ? NginxParser.Parse(source, path)
            : HAProxyParser.Parse(source, [path], host.Version);
    }

    private static IEnumerable<ConfigDirective> Flat(IReadOnlyList<ConfigDirective> directives) =>
        directives.SelectMany(directive => Flat(directive.Children).Prepend(directive));

    /// <summary>Where it lies: a file, or a folder of haproxy's.</summary>
    internal static string PathOf(string name)
    {
        string path = Path.Combine(Folder, name);
        string tree = Path.Combine(path, "nginx.conf");
        return File.Exists(tree) ? tree : path;
    }

    internal static IEnumerable<string> Names(string kind) => Directory.EnumerateFileSystemEntries(Path.Combine(Folder, kind))
        .Where(path => !path.EndsWith(".findings", StringComparison.Ordinal))
        .Select(path => $"{kind}/{Path.GetFileName(path)}").Order(StringComparer.Ordinal);

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Golden");

    // The tests run from the build's folder; tables are written to the source's.
    private static string SourceFolder => Environment.GetEnvironmentVariable("TCPVET_UPDATE_GOLDEN") is { } ? Path.Combine(Source(), "Golden") : Folder;

    private static string Source([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
