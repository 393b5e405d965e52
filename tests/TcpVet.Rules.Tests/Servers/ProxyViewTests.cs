using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Servers;
using TcpVet.Rules.Servers.HAProxy;
using TcpVet.Rules.Servers.Nginx;

namespace TcpVet.Rules.Tests;

/// <summary>What nginx and HAProxy mean by a text: durations, addresses, versions.</summary>
public sealed class ProxyViewTests
{
    [Theory]
    [InlineData("75", 75_000.0)]
    [InlineData("75s", 75_000.0)]
    [InlineData("500ms", 500.0)]
    [InlineData("1h30m", 5_400_000.0)]
    [InlineData("1h 30m", 5_400_000.0)]
    [InlineData("1M", 2_592_000_000.0)]
    [InlineData("0", 0.0)]
    [InlineData("", null)]
    [InlineData("$limit", null)]
    [InlineData("10x", null)]
    [InlineData("s", null)]
    [InlineData("99999999999999999999", null)]
    public void Durations_of_nginx(string text, double? ms) => Assert.Equal(ms, NginxTime.Ms(text));

    [Theory]
    [InlineData("30", 30.0, false)]
    [InlineData("30s", 30_000.0, true)]
    [InlineData("500us", 0.5, true)]
    [InlineData("1d", 86_400_000.0, true)]
    public void Durations_of_haproxy(string text, double ms, bool hasUnit) =>
        Assert.Equal(new HAProxyTime(ms, hasUnit), HAProxyTime.Parse(text));

    [Theory]
    [InlineData("$X")]
    [InlineData("5x")]
    [InlineData("s")]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("99999999999999999999s")]
    public void What_is_no_duration_of_haproxy(string text) => Assert.Null(HAProxyTime.Parse(text));

    [Theory]
    [InlineData("80", "0.0.0.0:80")]
    [InlineData("*:80", "0.0.0.0:80")]
    [InlineData(":80", "0.0.0.0:80")]
    [InlineData("127.0.0.1:80", "127.0.0.1:80")]
    [InlineData("[::1]:80", "[::1]:80")]
    [InlineData(":::80", "[::]:80")]
    [InlineData("localhost:80", "127.0.0.1:80")]
    [InlineData("127.0.0.1", "127.0.0.1:443")]
    [InlineData("[::]", "[::]:443")]
    [InlineData("unix:/run/a.sock", null)]
    [InlineData("example.org:80", null)]
    [InlineData(":80-90", null)]
    [InlineData("0", null)]
    [InlineData("70000", null)]
    public void Addresses(string text, string? endpoint) => Assert.Equal(endpoint, ListenAddress.Parse(text, 443)?.ToString());

    [Theory]
    [InlineData("1.29.7", true)]
    [InlineData("1.30", true)]
    [InlineData("2.0.0", true)]
    [InlineData("1.29.6", false)]
    [InlineData("1.22.1-9+deb12u1", false)]
    [InlineData("mainline", null)]
    [InlineData(null, null)]
    public void Versions(string? version, bool? atLeast) => Assert.Equal(atLeast, ServerVersion.IsAtLeast(version, 1, 29, 7));

    [Fact]
    public void A_proxy_starts_from_the_defaults_that_it_names_else_from_the_last_ones()
    {
        HAProxyView view = View(
            Section("defaults", ["a"], Line("timeout", "client", "1s"), Line("option", "httpclose")),
            Section("defaults", ["b", "from", "a"], Line("timeout", "client", "2s")),
            Section("frontend", ["one"], Line("bind", ":80")),
            Section("frontend", ["two", "from", "a"], Line("no", "option", "httpclose")),
            Section("defaults", []),
            Section("frontend", ["three"], Line("timeout", "client", "0")));

        Assert.Equal([2_000.0, 1_000.0, null], view.Proxies.Select(proxy => proxy.TimeoutLength("client")?.Ms));
        Assert.Equal([true, false, false], view.Proxies.Select(proxy => proxy.Option("httpclose") is not null));
    }

    private static HAProxyView View(params ConfigDirective[] sections)
    {
        StateCounts none = StateCounts.From(new long[16], exact: true);
        NetnsCapture netns = new()
        {
            Netns = new NetnsIdentity { Inode = 1, Own = true }, Tcp = none, Udp = none, Listeners = [],
            Configurations = [new Configuration { Kind = ConfigurationKind.HAProxy, Files = ["haproxy.cfg"], Directives = sections }],
        };
        Capture capture =
            new()
            {
                Version = "0.1.0", Host = "h", Kernel = "6.12", TakenAt = DateTimeOffset.UnixEpoch, IntervalMs = 0, HostFacts =
                new HostFacts(), Namespaces = [netns]
            };
        return Assert.Single(HAProxyView.All.Of(new RuleInput(capture, netns, RuleSettings.Default)));
    }

    private static ConfigDirective Section(string kind, string[] arguments, params ConfigDirective[] lines) =>
        new(kind, arguments, 0, 1, 1, lines);

    private static ConfigDirective Line(string name, params string[] arguments) => new(name, arguments, 0, 2, 1, []);
}
