using TcpVet.Linux.Filters;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Filters;

public sealed class MatchTests
{
    private static readonly SocketBytes V4 = new();
    private static readonly SocketBytes Mapped = new() { Local = "::ffff:10.0.0.1", Peer = "::ffff:10.0.0.2" };
    private static readonly SocketBytes V6 = new() { Local = "2001:db8::1", Peer = "2001:db8::2" };
    private static readonly SocketBytes TimeWait = new()
    {
        State = TcpState.TimeWait, Timer = SocketTimer.TimeWait, ExpiresMs = 20_000, Uid = 0, Inode = 0, IsFull = false,
    };

    [Fact]
    public void An_IPv4_prefix_takes_mapped_sockets_and_an_IPv6_prefix_only_its_family()
    {
        Assert.True(TestNames.Matches("src 10.0.0.0/8", V4));
        Assert.True(TestNames.Matches("src 10.0.0.0/8", Mapped));
        Assert.True(TestNames.Matches("src 0.0.0.0/0", Mapped));
        Assert.False(TestNames.Matches("src 0.0.0.0/0", V6));
        Assert.False(TestNames.Matches("src [::ffff:10.0.0.1]", V4));
        Assert.True(TestNames.Matches("src [::ffff:10.0.0.1]", Mapped));
        Assert.True(TestNames.Matches("src [::/0]", Mapped));
        Assert.False(TestNames.Matches("src [::/0]", V4));
        Assert.True(TestNames.Matches("not src 0.0.0.0/0", V6));
    }

    [Fact]
    public void A_family_prefix_drops_mapped_sockets_of_the_other_family() // as ss -f inet does
    {
        Assert.True(TestNames.Matches("src inet:*", V4));
        Assert.False(TestNames.Matches("src inet:*", Mapped));
        Assert.True(TestNames.Matches("src inet6:*", Mapped));
    }

    [Fact]
    public void States_are_part_of_the_filter()
    {
        Assert.True(TestNames.Matches("state time-wait", TimeWait));
        Assert.False(TestNames.Matches("state established", TimeWait));
        Assert.True(TestNames.Matches("state syn-recv", V4 with { State = TcpState.NewSynRecv }));
    }

    // The socket is 10.0.0.1:80 on this side and 10.0.0.2:40000 on the other.
    [Theory]
    [InlineData("port = :80", true)]
    [InlineData("port :40000", true)]
    [InlineData("port = :81", false)]
    [InlineData("port != :80", false)]
    [InlineData("port != :81", true)]
    [InlineData("port > :39999", true)]
    [InlineData("port > :40000", false)]
    [InlineData("port = :http", true)]
    [InlineData("host 10.0.0.2", true)]
    [InlineData("host = 10.0.0.1", true)]
    [InlineData("host != 10.0.0.1", false)]
    [InlineData("host 10.0.0.3", false)]
    [InlineData("host 10.0.0.2:40000", true)]
    [InlineData("host 10.0.0.2:80", false)]
    [InlineData("host 10.0.0.0/30", true)]
    [InlineData(":80", true)]
    [InlineData(":40000", true)]
    [InlineData("*:81", false)]
    [InlineData("10.0.0.2", true)]
    [InlineData("10.0.0.2:40000", true)]
    [InlineData("10.0.0.2:80", false)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("2001:db8::2", false)]
    [InlineData("established", true)]
    [InlineData("ESTAB :80", true)]
    [InlineData("time-wait", false)]
    [InlineData("connected", true)]
    [InlineData(":80 established", true)]
    [InlineData(":80 10.0.0.2", true)]
    [InlineData("( :80 or :443 ) and not 10.0.0.9", true)]
    public void A_word_without_a_keyword_says_itself_what_it_is(string filter, bool matches) =>
        Assert.Equal(matches, TestNames.Matches(filter, V4 with { LocalPort = 80, PeerPort = 40000 }));

    [Fact]
    public void Either_end_of_a_socket_of_IPv6()
    {
        Assert.True(TestNames.Matches("2001:db8::2", V6));
        Assert.True(TestNames.Matches("host [2001:db8::1]", V6));
        Assert.False(TestNames.Matches("10.0.0.1", V6));
    }

    // What an empty variable of a script leaves behind.
    [Theory]
    [InlineData("", "the filter is empty")]
    [InlineData("  ", "the filter is empty")]
    [InlineData("sport = :", "'src = *' holds for every socket")]
    [InlineData("state close-wait dst *", "'dst = *' holds for every socket")]
    [InlineData("dst :443 and src any", "'src = *' holds for every socket")]
    [InlineData("port = :", "'src = *' holds for every socket")]
    [InlineData("dst 0.0.0.0/0", "'dst = 0.0.0.0/0' holds for every socket")]
    [InlineData("not src *", "'src = *' holds for every socket")]
    [InlineData("state close-wait", null)]
    [InlineData("sport = :8080", null)]
    [InlineData("established", null)]
    public void A_part_that_says_nothing_is_known(string filter, string? nothing) =>
        Assert.Equal(nothing, TestNames.Parse(filter).Void);

    [Theory]
    [InlineData("idle > 9s", true)]
    [InlineData("idle > 10s", false)]
    [InlineData("idle = 10s", true)]
    [InlineData("age >= 30s", true)]
    [InlineData("age > 30s", false)]
    public void Idle_is_the_shortest_and_age_the_longest_time(string filter, bool matches) =>
        Assert.Equal(matches, TestNames.Matches(filter, V4 with { Times = (10_000, 20_000, 30_000) }));

    [Theory]
    [InlineData("age >= 40s", true)]
    [InlineData("age > 40s", false)]
    [InlineData("idle > 0", false)]
    [InlineData("not idle > 0", false)]
    public void A_mini_socket_has_an_age_and_no_idle_time(string filter, bool matches) =>
        Assert.Equal(matches, TestNames.Matches(filter, TimeWait));

    [Fact]
    public void A_FIN_WAIT2_mini_socket_lives_as_long_as_the_namespace_says()
    {
        SocketBytes socket = TimeWait with { State = TcpState.FinWait2, ExpiresMs = 4_000 };
        Assert.True(TestNames.Matches("age = 56s", socket));
        Assert.True(TestNames.Matches("age = 6s", socket, new FilterContext { FinWait2TimeoutMs = 10_000 }));
        Assert.True(TestNames.Matches("age = 0", socket with { ExpiresMs = 70_000 }));
    }

    [Theory]
    [InlineData("idle > 0")]
    [InlineData("idle <= 0")]
    [InlineData("not idle > 0")]
    [InlineData("age < 1h")]
    [InlineData("not ( age < 1h )")]
    [InlineData("idle > 0 and sport 40000")]
    [InlineData("not ( idle > 0 or sport 1 )")]
    public void What_is_unknown_never_matches_nor_does_its_negation(string filter)
    {
        Assert.False(TestNames.Matches(filter, V4));
        SocketBytes listener = V4 with { State = TcpState.Listen, Times = (0, 0, 0) };
        Assert.False(TestNames.Matches(filter, listener));
    }

    [Fact]
    public void What_is_known_outweighs_what_is_unknown()
    {
        Assert.True(TestNames.Matches("idle > 0 or sport 40000", V4));
        Assert.True(TestNames.Matches("not ( idle > 0 and sport 1 )", V4));
    }

    [Fact]
    public void Marks_are_unknown_without_privilege()
    {
        Assert.True(TestNames.Matches("fwmark 1/3", V4 with { Mark = 5 }));
        Assert.True(TestNames.Matches("fwmark != 1", V4 with { Mark = 5 }));
        Assert.False(TestNames.Matches("fwmark 1", V4 with { Mark = null }));
        Assert.False(TestNames.Matches("fwmark != 1", V4 with { Mark = null }));
    }

    [Fact]
    public void A_mini_socket_is_in_no_cgroup_and_a_full_one_may_be_unknown()
    {
        const string same = "cgroup /system.slice/a.service";
        const string other = "cgroup != /system.slice/a.service";
        Assert.True(TestNames.Matches(same, V4 with { Cgroup = 4242 }));
        Assert.True(TestNames.Matches(other, V4 with { Cgroup = 1 }));
        Assert.False(TestNames.Matches(other, V4));
        Assert.True(TestNames.Matches(other, TimeWait));
    }

    [Fact]
    public void The_user_of_a_socket_without_process_is_unknown()
    {
        Assert.True(TestNames.Matches("user 1000", V4));
        Assert.True(TestNames.Matches("user != 0", V4));
        Assert.True(TestNames.Matches("user 0", V4 with { Uid = 0 }));
        Assert.False(TestNames.Matches("user 0", TimeWait));
        Assert.False(TestNames.Matches("user != 0", TimeWait));
    }

    [Fact]
    public void Queues_are_compared()
    {
        Assert.True(TestNames.Matches("recvq > 0 sendq < 10", V4 with { RecvQ = 1, SendQ = 9 }));
        Assert.False(TestNames.Matches("recvq > 0", V4));
    }

    [Fact]
    public void Processes_are_asked_for_by_inode()
    {
        FilterContext context = new()
        {
            Owners = static (inode, process) => inode switch
            {
                77 => process.Matches(17, "nginx"u8) || process.Matches(18, "a-name-that-is-") ? Truth.True : Truth.False,
                _ => Truth.Unknown,
            },
        };
        Assert.True(TestNames.Matches("process nginx", V4, context));
        Assert.True(TestNames.Matches("process 17", V4, context));
        Assert.True(TestNames.Matches("process = a-name-that-is-too-long", V4, context));
        Assert.True(TestNames.Matches("process != tomcat", V4, context));
        Assert.False(TestNames.Matches("process ngin", V4, context));
        Assert.False(TestNames.Matches("process != tomcat", V4 with { Inode = 78 }, context)); // an owner that nobody could read
        Assert.True(TestNames.Matches("process != tomcat", TimeWait, context)); // no owner at all
        Assert.False(TestNames.Matches("process nginx", V4));
    }

    [Fact]
    public void Autobound_is_what_the_kernel_said_or_else_an_ephemeral_port()
    {
        FilterContext known = new() { Autobound = new HashSet<ulong> { 5, 6 } };
        Assert.True(TestNames.Matches("autobound", V4, known));
        Assert.False(TestNames.Matches("autobound", V4 with { Cookie = 9 }, known));
        Assert.True(TestNames.Matches("not autobound", V4 with { Cookie = 9 }, known));
        Assert.False(TestNames.Matches("autobound", V4 with { LocalPort = 80 }, known)); // an accepted connection
        Assert.True(TestNames.Matches("autobound", V4));
        Assert.False(TestNames.Matches("autobound", V4 with { LocalPort = 80 }));
    }

    [Fact]
    public void Needs_are_told()
    {
        Assert.True(TestNames.Parse("sport 1 or not process a").NeedsOwners);
        Assert.True(TestNames.Parse("( idle > 1 )").NeedsTcpInfo);
        Assert.True(TestNames.Parse("not autobound").NeedsAutobound);
        SocketFilter plain = TestNames.Parse("sport 1 user 0");
        Assert.False(plain.NeedsOwners || plain.NeedsTcpInfo || plain.NeedsAutobound);
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        SocketFilter filter = TestNames.Parse("not ( dst [2001:db8::/32] or idle > 2h ) and sport >= 1024 fwmark 0/1 autobound process != x");
        FilterContext context =
            new()
            {
                Autobound = new HashSet<ulong> { 5 }, Owners = static (_, process) =>
                process.Matches(1, "comm"u8) ? Truth.True : Truth.False
            };
        byte[] bytes = (V4 with { Times = (1, 2, 3), Cgroup = 3 }).ToBytes();
        Assert.True(filter.Matches(SocketBytes.View(bytes), context));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            SocketView.TryRead(Protocol.Tcp, bytes, out SocketView view);
            filter.Matches(in view, context);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
