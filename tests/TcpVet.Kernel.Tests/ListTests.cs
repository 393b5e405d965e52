using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>tcpvet list beside ss, socket by socket.</summary>
public sealed class ListTests(Zoo zoo) : IClassFixture<Zoo>
{
    [Fact]
    public void Every_state_in_both_families_is_what_ss_says() =>
        Assert.True(SideBySide.Tcp(zoo.Sandbox()) > zoo.Made.Count);

    [Fact]
    public void Udp_sockets_are_what_ss_says() => Assert.Equal(3 * 4, SideBySide.Udp(zoo.Sandbox()));

    [Fact]
    public void Sockets_that_are_only_bound_are_listed_though_old_versions_of_ss_lack_them()
    {
        Sandbox sandbox = zoo.Sandbox();
        InetEndpoint[] bound = [.. zoo.Made.Where(socket => socket.State == TcpState.BoundInactive).Select(socket => socket.Local).Order()];
        IReadOnlyList<CliSocket> listed = Cli.Sockets(sandbox, "state", "bound-inactive");
        if (listed.Count == 0)
        {
            Assert.SkipWhen(Environment.OSVersion.Version < new Version(6, 7), "this kernel does not report them");
        }

        Assert.Equal(bound, listed.Select(socket => socket.Local).Order());
        Assert.All(listed, socket => Assert.Equal("BOUND_INACTIVE", socket.State));
    }

    [Theory]
    [InlineData("-tn")]
    [InlineData("-tln")]
    [InlineData("-4tan")]
    [InlineData("-6tan")]
    [InlineData("-uan")]
    [InlineData("-uln")]
    [InlineData("-tan state time-wait")]
    [InlineData("-tan state syn-recv")]
    [InlineData("-tan state connected")]
    [InlineData("-tan state synchronized")]
    [InlineData("-tan state bucket")]
    [InlineData("-tan exclude listening exclude established")]
    [InlineData("-tn dst = [::1]")]
    public void What_is_shown_by_default_and_by_option_is_what_ss_shows(string arguments)
    {
        Sandbox sandbox = zoo.Sandbox();
        string[] words = arguments.Split(' ');
        string proto = words[0].Contains('u', StringComparison.Ordinal) ? "-u" : "-t";
        string[] ss = [words[0] + "eHO", .. words[1..]];
        ulong[] expected = [.. (proto == "-u" ? Ss.Rows(sandbox, ss) : Ss.TcpRows(sandbox, ss)).Select(row => row.Cookie).Order()];
        IReadOnlyList<CliSocket> listed = Cli.Sockets(sandbox, [.. Options(words[0]), .. words[1..]]);
        Assert.NotEmpty(expected);
        Assert.All(listed, socket => Assert.Equal(proto == "-u" ? "udp" : "tcp", socket.Proto));
        Assert.Equal(expected, listed.Where(socket => socket.State != "BOUND_INACTIVE").Select(socket => socket.Cookie).Order());
    }

    [Fact]
    public void A_document_holds_the_same_sockets_as_the_lines()
    {
        Sandbox sandbox = zoo.Sandbox();
        JsonElement document = Cli.Json(sandbox, "list", "-a", "-o", "json");
        Assert.Equal("tcpvet/list/1", document.GetProperty("schema").GetString());
        Assert.Equal(
            Cli.Sockets(sandbox, "-a").Select(socket => socket.Cookie).Order(),
            document.GetProperty("sockets").EnumerateArray().Select(json => new CliSocket(json).Cookie).Order());
    }

    [Fact]
    public void Tcp_info_is_there_for_those_that_have_it()
    {
        IReadOnlyList<CliSocket> sockets = Cli.Sockets(zoo.Sandbox(), "-a", "-i");
        foreach (CliSocket socket in sockets.Where(socket => socket.State != "BOUND_INACTIVE"))
        {
            // Mini-sockets have none (net/ipv4/inet_diag.c inet_twsk_diag_fill, inet_req_diag_fill), nor had those only bound in 6.18.
            bool mini = socket.State is "TIME_WAIT" or "SYN_RECV" || socket is { State: "FIN_WAIT2", Timer.Kind: "timewait" };
            Assert.True(mini != socket.Json.TryGetProperty("tcp_info", out _), $"{socket.Json}");
        }
    }

    [Fact]
    public void Marks_interfaces_users_and_cgroups_are_the_sockets_own()
    {
        using Sandbox sandbox = Require.Sandbox();
        using Cgroup cgroup = Require.Cgroup();
        LabSocket socket = cgroup.Run(sandbox, () => sandbox.RunAs(65534, () => sandbox.Tcp(AddressFamily.IPv4)));
        socket.Mark(0xbeef).BindToDevice("lo").Bind(new(InetAddress.Parse(Loopbacks.IPv4), 0)).Listen(1);
        Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv6));
        Assert.Equal(3, SideBySide.Tcp(sandbox));
        CliSocket listed = Assert.Single(Cli.Sockets(sandbox, "-l", "-e"));
        Assert.Equal((65534u, 0xbeefu, "lo", cgroup.Name), (listed.Uid, listed.Mark, listed.Interface, listed.Cgroup));
    }

    // "-tan" as tcpvet's own options; -n is its default as well.
    private static IEnumerable<string> Options(string cluster) => cluster[1..].Select(letter => $"-{letter}");
}
