using System.Text.RegularExpressions;
using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Nginx;
using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Configs.Tests;

/// <summary>The servers themselves are asked: what they accept we accept, and where they stumble we stumble, in the same line.</summary>
public sealed partial class RealServerTests
{
    // Each starts a server: a dozen in a build, more when the fuzzers get longer.
    private static readonly long mutations = Math.Max(1, Fuzz.Iterations / 160);

    public static TheoryData<string> Nginx => [.. GoldenServerTests.Names("nginx")];

    public static TheoryData<string> HAProxy => [.. GoldenServerTests.Names("haproxy")];

    [Theory]
    [MemberData(nameof(Nginx))]
    public void Nginx_accepts_what_is_called_fine(string name) => Agrees(name, RealServer.Nginx(GoldenServerTests.PathOf(name)));

    [Theory]
    [MemberData(nameof(HAProxy))]
    public void HAProxy_accepts_what_is_called_fine(string name) => Agrees(name, RealServer.HAProxy(GoldenServerTests.PathOf(name)));

    [Theory]
    [InlineData("etc/nginx/nginx.conf")]
    [InlineData("etc/haproxy/haproxy.cfg")]
    public void The_distributions_own_configuration_gets_no_finding(string file)
    {
        string path = Path.Combine(RealServer.Folder(), file);
        Configuration read = file.Contains("nginx", StringComparison.Ordinal)
            // Its includes are absolute: the unpacked folder is its root.
            ? NginxParser.Parse(DiskTree.Source(new ConfigScope { SystemRoot = RealServer.Folder() }), $"/{file}")
            : HAProxyParser.Parse(DiskTree.Source(), [path], "2.6.12");

        Assert.Empty(read.Problems);
        Assert.NotEmpty(read.Directives);
        Assert.Empty(GoldenHost.Table(new GoldenHost("#! version=1.22.1 nofile=1024").With(read)));
    }

    [Fact]
    public void Versions_and_folders_are_found_in_the_programs()
    {
        NginxBuild nginx = NginxBuild.Of(File.ReadAllBytes(Path.Combine(RealServer.Folder(), "usr/sbin/nginx")));

        Assert.Equal("/etc/nginx/nginx.conf", nginx.ConfigurationFile);
        Assert.Matches(@"^1\.\d+\.\d+$", nginx.Version);
        Assert.Matches(@"^\d\.\d+\.\d+$", HAProxyInvocation.VersionOf(File.ReadAllBytes(Path.Combine(RealServer.Folder(), "usr/sbin/haproxy"))));
    }

    // Characters of the syntax are put in, taken out and doubled; the seed is fixed, so that a build is a build.
    [Theory]
    [MemberData(nameof(Nginx))]
    public void Nginx_stumbles_in_the_same_line(string name) =>
        Stumbles(name, RealServer.Nginx, path => NginxParser.Parse(DiskTree.Source(), path), NginxSyntax(), ";{}\"'\\# \n$");

    [Theory]
    [MemberData(nameof(HAProxy))]
    public void HAProxy_stumbles_in_the_same_line(string name) =>
        Stumbles(name, RealServer.HAProxy, path => HAProxyParser.Parse(DiskTree.Source(), [path], "2.6.12"), HAProxySyntax(), "\"'\\\\# \n${}.x");

    private static void Agrees(string name, RealServer.Refusal? refusal)
    {
        Configuration read = GoldenServerTests.Parse(name, out GoldenHost host);

        Assert.Equal(host.IsAccepted, refusal is null);
        Assert.DoesNotContain(read.Problems, problem => problem.Fatal);
    }

    private static void Stumbles(string name, Func<string, RealServer.Refusal?> ask, Func<string, Configuration> parse, Regex syntax,
        string alphabet)
    {
        string original = GoldenServerTests.PathOf(name);
        Assert.SkipWhen(Directory.Exists(original) || original.Contains("/tree/", StringComparison.Ordinal), "it has more than one file");
        string text = File.ReadAllText(original);
        Random random = new(name.Sum(c => c)); // the same in every run
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tcpvet-real-");
        try
        {
            string path = Path.Combine(folder.FullName, "file");
            for (int i = 0; i < mutations; i++)
            {
                string broken = Broken(text, random, alphabet);
                File.WriteAllText(path, broken);
                Compare(ask(path), parse(path).Problems.FirstOrDefault(problem => !problem.Undecided && !problem.Unread), syntax, broken);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Broken(string text, Random random, string alphabet)
    {
        int at = random.Next(text.IndexOf('\n') + 1, text.Length);
        char other = alphabet[random.Next(alphabet.Length)];
        return random.Next(3) switch
        {
            0 => text[..at] + other + text[at..],
            1 => text[..at] + text[(at + 1)..],
            _ => text[..at] + other + text[(at + 1)..],
        };
    }

    private static void Compare(RealServer.Refusal? refusal, ConfigProblem? problem, Regex syntax, string text)
    {
        string both = $"the server: {refusal}\nwe: {problem}\n{text}";
        if (refusal is null)
        {
            // What it accepts we must accept.
            Assert.True(problem is null, both);
        }
        else if (syntax.IsMatch(refusal.Message))
        {
            Assert.True(problem is not null && problem.Line == refusal.Line, both);
            Assert.StartsWith(syntax.Match(refusal.Message).Value, problem.Message, StringComparison.Ordinal);
        }
        else
        {
            // A word that is unknown to the server may be unknown to us; nothing is wrong before it.
            Assert.True(problem is null || problem.Line >= refusal.Line, both);
        }
    }

    [GeneratedRegex(@"^unexpected ""[;{}]""|^unexpected end of file|^unexpected "".""|^too long parameter")]
    private static partial Regex NginxSyntax();

    [GeneratedRegex(@"^unmatched quote at position \d+|^truncated or invalid hexadecimal sequence at position \d+|^unmatched brace in environment variable name at position \d+|^forbidden first char in environment variable name|^Missing LF on last line|^non-terminated '.if' block|^lone '.e|^unknown keyword '[^']*' out of section|^unknown directive")]
    private static partial Regex HAProxySyntax();
}
