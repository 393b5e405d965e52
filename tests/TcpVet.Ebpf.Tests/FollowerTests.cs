using TcpVet.Ebpf.Tracing;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>What is followed without tracepoints, against a kernel that answers as it is told to.</summary>
public sealed class FollowerTests
{
    private const ulong Ms = 1_000_000;
    private const ulong Start = 1_000_000 * Ms;

    private static readonly InetEndpoint Local = new(InetAddress.Parse("192.0.2.1"), 40000);
    private static readonly InetEndpoint Peer = new(InetAddress.Parse("192.0.2.2"), 80);
    private static readonly ConnectionKey Key = ConnectionKey.Of(1, Local, Peer);

    private readonly List<(OrphanFate Fate, ulong At)> fates = [];
    private FoundSocket? answer;
    private bool answers = true;
    private int asked;

    [Fact]
    public void An_orphan_in_TIME_WAIT_began_it_when_what_is_left_says()
    {
        OrphanFollower orphans = Followed();
        answer = new FoundSocket(TcpState.TimeWait, SocketTimer.TimeWait, 59_990, 1);
        orphans.Tick(Start + (15 * Ms));

        Assert.Equal([(OrphanFate.TimeWait, Start + (5 * Ms))], fates);
    }

    [Fact]
    public void A_TIME_WAIT_never_began_before_the_orphan()
    {
        OrphanFollower orphans = Followed();
        answer = new FoundSocket(TcpState.TimeWait, SocketTimer.TimeWait, 50_000, 1);
        orphans.Tick(Start + (15 * Ms));

        Assert.Equal([(OrphanFate.TimeWait, Start)], fates);
    }

    [Fact]
    public void An_orphan_that_waits_is_asked_for_at_growing_intervals_until_it_expires()
    {
        OrphanFollower orphans = Followed();
        for (ulong passed = 0; passed < 5000; passed += 5)
        {
            answer = passed < 4000 ? new FoundSocket(TcpState.FinWait2, SocketTimer.TimeWait, (uint)(4000 - passed), 1) : null;
            orphans.Tick(Start + (passed * Ms));
        }

        // 5, 25, 125, 625 ms, and each second from then on.
        Assert.Equal(8, asked);
        Assert.Equal([(OrphanFate.Expired, Start + (4000 * Ms))], fates);
    }

    [Fact]
    public void An_orphan_that_goes_before_its_time_did_not_expire()
    {
        OrphanFollower orphans = Followed();
        answer = new FoundSocket(TcpState.FinWait2, SocketTimer.TimeWait, 60_000, 1);
        orphans.Tick(Start + (5 * Ms));
        answer = null;
        orphans.Tick(Start + (25 * Ms));

        Assert.Equal([(OrphanFate.Gone, Start + (25 * Ms))], fates);
    }

    [Fact]
    public void A_kernel_that_cannot_be_asked_leaves_it_unknown()
    {
        OrphanFollower orphans = Followed();
        answers = false;
        orphans.Tick(Start + (5 * Ms));

        Assert.Equal([(OrphanFate.Unknown, Start)], fates);
    }

    [Fact]
    public void The_other_end_tells_before_anybody_asks()
    {
        OrphanFollower orphans = Followed();
        orphans.OnPeerClosed(Key.Reversed, Start + (2 * Ms));
        orphans.Tick(Start + (5 * Ms));

        Assert.Equal(0, asked);
        Assert.Equal([(OrphanFate.TimeWait, Start + (2 * Ms))], fates);
    }

    [Fact]
    public void A_TIME_WAIT_ends_after_its_time_or_when_its_place_is_taken()
    {
        List<Transition> told = [];
        TimeWaitFollower timeWaits = new(told.Add);
        Transition began = Made(Start);
        timeWaits.Add(Key, in began);
        timeWaits.OnSuccessor(Key, Start + (7000 * Ms));
        began = Made(Start + (8000 * Ms));
        timeWaits.Add(Key, in began);
        timeWaits.Tick(Start + (67_999 * Ms));
        Assert.Single(told);
        timeWaits.Tick(Start + (68_000 * Ms));

        Assert.Equal([(7000 * Ms, Start + (7000 * Ms)), (60_000 * Ms, Start + (68_000 * Ms))],
            told.Select(end => (end.HeldNs!.Value, end.At)));
        Assert.All(told, end => Assert.Equal((TcpState.TimeWait, TcpState.Close, true), (end.From, end.To, end.Derived)));
    }

    [Fact]
    public void What_is_followed_is_bounded()
    {
        TimeWaitFollower timeWaits = new(_ => { });
        for (int i = 0; i < 70_000; i++)
        {
            Transition began = Made(Start);
            timeWaits.Add(Key with { Netns = (uint)i }, in began);
        }

        Assert.Equal(70_000 - 65_536, timeWaits.NotFollowed);
    }

    [Fact]
    public void A_connect_is_told_with_the_local_end_of_what_follows_it()
    {
        List<Transition> told = [];
        OpeningFollower openings = new(_ => throw new InvalidOperationException("nobody had to ask"), told.Add);
        openings.Add(Made(Start) with { From = TcpState.Close, To = TcpState.SynSent, Local = default });
        openings.Tick(Start + (50 * Ms));
        Assert.Empty(told);
        openings.OnNext(Made(Start + (60 * Ms)));

        Assert.Equal(Local, Assert.Single(told).Local);
    }

    [Fact]
    public void A_connect_without_an_answer_is_asked_for()
    {
        List<Transition> told = [];
        OpeningFollower openings = new(_ => new Dictionary<ulong, InetEndpoint> { [1] = Local }, told.Add);
        openings.Add(Made(Start) with { From = TcpState.Close, To = TcpState.SynSent, Local = default });
        openings.Tick(Start + (100 * Ms));

        Assert.Equal(Local, Assert.Single(told).Local);
    }

    private OrphanFollower Followed()
    {
        OrphanFollower orphans = new(Probe, (_, fate, at) => fates.Add((fate, at)));
        orphans.Add(new Orphan { Key = Key, At = Start, Local = Local, Peer = Peer, Interface = 0 });
        return orphans;

        bool Probe(uint netns, InetEndpoint local, InetEndpoint peer, uint device, out FoundSocket? found)
        {
            asked++;
            found = answer;
            return answers;
        }
    }

    private static Transition Made(ulong at) =>
        new() { At = at, Netns = 1, Cookie = 1, Local = Local, Peer = Peer, From = TcpState.FinWait2, To = TcpState.TimeWait };
}
