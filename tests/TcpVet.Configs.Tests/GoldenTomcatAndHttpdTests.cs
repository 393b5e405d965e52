using CsCheck;
using TcpVet.Configs.Httpd;
using TcpVet.Configs.Text;
using TcpVet.Configs.Tomcat;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Configs.Tests;

/// <summary>
/// Configurations of Tomcat and httpd, good and bad, and what is said of each: <c>Golden/KIND/NAME</c> beside <c>NAME.findings</c>.
/// <c>TCPVET_UPDATE_GOLDEN=1</c> writes the tables anew; read the difference before you believe it.
/// </summary>
public sealed class GoldenTomcatAndHttpdTests
{
    // Of the rules about the two.
    private static readonly string[] Families = ["TV70", "TV71", "TV76", "TV77"];

    public static TheoryData<string> All => [.. GoldenServerTests.Names("tomcat"), .. GoldenServerTests.Names("httpd")];

    [Theory]
    [MemberData(nameof(All))]
    public void Findings(string name)
    {
        string table = Table(name);
        if (Environment.GetEnvironmentVariable("TCPVET_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(Source(), "Golden", $"{name}.findings"), table);
        }

        Assert.Equal(File.ReadAllText(Path.Combine(Folder, $"{name}.findings")), table);
    }

    [Fact]
    public void There_are_ten_of_each_and_each_rule_fires_somewhere()
    {
        Assert.True(GoldenServerTests.Names("tomcat").Count() >= 10);
        Assert.True(GoldenServerTests.Names("httpd").Count() >= 10);
        string tables = string.Concat(All.Select(row => File.ReadAllText(Path.Combine(Folder, $"{row.Data}.findings"))));

        string[] silent =
            [.. Rules.Catalog.RuleCatalog.All.Select(rule => rule.Code).Where(code => Families.Contains(code[..4])
                && !tables.Contains(code, StringComparison.Ordinal))];
        Assert.Empty(silent);
    }

    // Values in configurations are as long and as hostile as their authors like.
    [Theory]
    [MemberData(nameof(All))]
    public void Titles_stay_one_line(string name)
    {
        static ConfigDirective Stretch(ConfigDirective directive) => directive with
        {
            Arguments =
                [.. directive.Arguments.Select(word => word.Length > 5 && !word.Contains("_module", StringComparison.Ordinal) ? $"{word}\u001b[31m\n{new string('x', 300)}" : word)],
            Children = [.. directive.Children.Select(Stretch)],
        };
        Configuration read = Parse(name, out GoldenHost host);

        Assert.All(
            Rules.Judging.CaptureJudge.Diagnose(
                host.With(read with { Files = [.. read.Files.Select(file => $"{file}\u001b{new string('f', 200)}")], Directives = [.. read.Directives.Select(Stretch)] }))
                    .Findings, finding =>
                    {
                        Assert.InRange(finding.Title.ToString().Length, 10, 120);
                        Assert.DoesNotContain(finding.Title.ToString(), char.IsControl);
                        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain($"{remedy.Action}{remedy.Command}", char.IsControl));
                    });
    }

    // What the parsers make of broken files, no rule may stumble over.
    [Theory]
    [InlineData("tomcat/from-a-guide.xml")]
    [InlineData("tomcat/executor-mistakes.xml")]
    [InlineData("tomcat/properties.xml")]
    [InlineData("httpd/proxy-without-reuse.conf")]
    [InlineData("httpd/old-guide.conf")]
    [InlineData("httpd/behind-a-balancer.conf")]
    public void No_rule_stumbles_over_what_is_read(string name)
    {
        GoldenHost host = new("#! somaxconn=128 listener=8080:100:5 listener=80:511:3 listener=8081:5:5 nofile=1024");
        void Judge(byte[] bytes)
        {
            ConfigSource source = ConfigSource.Of("file", System.Text.Encoding.UTF8.GetString(bytes));
            Configuration read = name.StartsWith("tomcat", StringComparison.Ordinal)
                ? TomcatParser.Parse(source, "file")
                : HttpdParser.Parse(source, "file");
            Assert.All(GoldenHost.Findings(host.With(read)), finding => Assert.InRange(finding.Title.ToString().Length, 10, 120));
        }

        Fuzz.Broken(File.ReadAllText(PathOf(name))).ForAll(Judge, iter: Fuzz.Iterations / 10);
    }

    /// <summary>Reads one of them.</summary>
    internal static Configuration Parse(string name, out GoldenHost host)
    {
        string path = PathOf(name);
        string text = File.ReadAllText(path);
        int at = text.IndexOf("#!", StringComparison.Ordinal);
        host = new GoldenHost(at < 0 ? "" : text[at..].Split('\n')[0].Replace("-->", "", StringComparison.Ordinal));
        ConfigSource source = DiskTree.Source();
        return name.StartsWith("tomcat", StringComparison.Ordinal)
            ? TomcatParser.Parse(source, path)
            : HttpdParser.Parse(source, path, new HttpdStart { Version = host.Version });
    }

    /// <summary>Where it lies: a file, or the first file of a tree.</summary>
    internal static string PathOf(string name)
    {
        string tree = Path.Combine(Folder, name, "apache2.conf");
        return File.Exists(tree) ? tree : Path.Combine(Folder, name);
    }

    private static string Table(string name)
    {
        Configuration configuration = Parse(name, out GoldenHost host);
        Capture capture = host.With(configuration);
        if (host.Beside is { } other)
        {
            // Two files that are given together; the host was not looked at.
            NetnsCapture netns = capture.Namespaces[0];
            capture = capture with { Namespaces = [netns with { Configurations = [configuration, Parse(other, out _)] }] };
        }

        IEnumerable<string> problems = configuration.Problems.Select(problem => $"{problem.File}:{problem.Line}:{problem.Column} {problem.Message}");
        return string.Concat(problems.Concat(GoldenHost.Table(capture)).Select(line => $"{line}\n")).Replace(
            Folder + "/", "", StringComparison.Ordinal);
    }

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Golden");

    private static string Source([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
