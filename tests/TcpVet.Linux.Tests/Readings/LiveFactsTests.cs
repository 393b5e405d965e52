using System.Globalization;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Readings;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

/// <summary>What the real kernel tells of sick connections, against ss where it can say.</summary>
[Collection(nameof(LiveTests))]
public sealed class LiveFactsTests : IDisposable
{
    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    private static readonly InetAddress Loopback = InetAddress.Parse("127.0.0.1");
    private readonly Sandbox sandbox = Require.Sandbox();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void A_peer_that_does_not_read_is_stuck_although_it_answers_every_probe()
    {
        MadeSocket made = ZeroWindow.Make(sandbox, Loopback);
        ConnectionGroup group = Until(group => group.ZeroWindowStuck > 0);
        Assert.Equal((1L, 1L), (group.ZeroWindow, group.ZeroWindowStuck));
        string ss = sandbox.Exec("ss", "-Htino", $"sport = :{made.Local.Port}").Checked("ss");
        Assert.Contains("timer:(persist,", ss, StringComparison.Ordinal);
        // The probes are answered, so that the kernel's own count of them stays at 0.
        Assert.Matches(@"timer:\(persist,[^,]*,[01]\)", ss);
        Assert.InRange(group.ZeroWindowProbesMax, 2, Number(ss, "backoff:"));
        Assert.Equal(Number(ss.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]), group.ZeroWindowBytes);
        Assert.InRange(group.ZeroWindowLongestMs!.Value, 600, Number(ss, "lastsnd:"));
        Assert.Equal(Environment.ProcessId, group.Process!.Pid);
    }

    [Fact]
    public void Data_that_nobody_acknowledges_is_unanswered_after_three_back_offs()
    {
        MadeSocket made = Established.MakeRetransmitting(sandbox, Loopback, retransmits: 2);
        ConnectionGroup group = Until(group => group.Unanswered > 0);
        string ss = sandbox.Exec("ss", "-Htino", $"sport = :{made.Local.Port}").Checked("ss");
        Assert.InRange(group.BackoffMax, 3, Number(ss, "backoff:"));
        Assert.Equal((1L, 1L, 4L), (group.Retransmitting, group.WithRetransmissions, group.UnansweredBytes));
        Assert.InRange(group.UnansweredLongestMs!.Value, 1400, Number(ss, "lastack:"));
    }

    [Fact]
    public void Descriptors_of_reset_connections_are_hidden()
    {
        LabSocket listener = Listening.Make(sandbox, Loopback).Socket!;
        Connection[] connections = [.. Enumerable.Range(0, 60).Select(_ => Connection.Through(listener, sandbox, sandbox))];
        LabSocket bound = sandbox.Tcp(AddressFamily.IPv6).Bind(new(InetAddress.AnyIPv6, 0));
        LabSocket datagrams = sandbox.Udp(AddressFamily.IPv4).Bind(new(Loopback, 0));
        Holder holder = sandbox.Hold("forgetful", [.. connections.Select(connection => connection.Server), listener, bound, datagrams]);
        Assert.Equal(0, HiddenOf(holder));
        foreach (Connection connection in connections.Skip(1))
        {
            connection.Client.ResetOnClose();
            connection.Client.Dispose();
        }

        Assert.Equal(59, HiddenOf(holder));
        Assert.Equal(2, sandbox.Exec("ss", "-Htn").Checked("ss").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Bind_takes_the_other_half_of_the_ports_and_shares_none()
    {
        LabSocket[] listeners =
            [.. Enumerable.Range(0, 4).Select(i => Listening.Make(sandbox, Loopback, port: (ushort)(8000 + i)).Socket!)];
        InetAddress bound = InetAddress.Parse("127.0.0.2");
        for (int i = 0; i < 80; i++)
        {
            InetEndpoint to = listeners[i % 4].Local;
            sandbox.Tcp(AddressFamily.IPv4).Bind(new(bound, 0)).Connect(to);
            sandbox.Tcp(AddressFamily.IPv4).Connect(to);
        }

        IReadOnlyList<SourcePorts> sources = Take().SourcePorts!;
        SourcePorts own = sources.Single(source => source.Source == bound);
        Assert.Equal((80L, 80, 80, 4), (own.Connections, own.Ports, own.BindParityPorts, own.Destinations));
        SourcePorts shared = sources.Single(source => source.Source == Loopback);
        Assert.Equal((80L, 0, 4), (shared.Connections, shared.BindParityPorts, shared.Destinations));
        Assert.Equal(Math.Round(6 * 20 * 20 / 14116.0, 1), shared.ExpectedShared);
        Assert.Equal(Environment.ProcessId, own.Process!.Pid);
    }

    [Fact]
    public void A_client_whose_last_packet_was_lost_is_half_established()
    {
        Assert.Empty(Take().HalfEstablished!);
        MadeSocket made = SynRecv.MakeFinalAckLost(sandbox, Loopback);
        HalfEstablishedGroup group = Assert.Single(Take().HalfEstablished!);
        Assert.Equal((made.Local, Loopback, Environment.ProcessId, 1L, 0L),
            (group.Service, group.Client, group.Process!.Pid, group.Count, group.WithData));
        made.PeerSocket!.Send("into the void"u8);
        Assert.Equal(1, Assert.Single(Take().HalfEstablished!).WithData);
    }

    [Fact]
    public void A_client_in_another_examined_namespace_is_found_too()
    {
        using Sandbox other = Require.Sandbox();
        sandbox.JoinTo(other);
        LabSocket listener = Listening.Make(sandbox, InetAddress.Parse("192.0.2.1"), port: 8080).Socket!;
        Firewall.DropAllButSyn(sandbox, 8080);
        LabSocket client = other.Tcp(AddressFamily.IPv4).StartConnect(listener.Local);
        sandbox.Sockets.WaitFor(8080, client.Local.Port, TcpState.SynRecv);
        IReadOnlyList<NetnsCapture> both = Capture(Options, sandbox, other).Namespaces;
        Assert.Equal("192.0.2.2", Assert.Single(both[0].HalfEstablished!).Client.ToString());
        Assert.Empty(both[1].HalfEstablished!);
    }

    [Fact]
    public void What_came_and_what_closed_between_the_readings_is_told()
    {
        LabSocket[] closing = [.. Enumerable.Range(0, 2).Select(_ => Listening.Make(sandbox, Loopback).Socket!)];
        CloseWait.MakeReadToEnd(sandbox, Loopback);
        InetEndpoint closed = closing[0].Local;
        CaptureOptions options = Options with
        {
            Interval = TimeSpan.FromMilliseconds(600),
            Progress = _ =>
            {
                if (!closing[0].IsClosed)
                {
                    closing[0].Dispose();
                    CloseWait.MakeReadToEnd(sandbox, Loopback);
                }
            },
        };
        NetnsCapture netns = Capture(options, sandbox).Namespaces[0];
        SocketGroup[] groups = [.. netns.Groups.Where(group => group.State == TcpState.CloseWait)];
        Assert.Equal((2L, 1L), (groups.Sum(group => group.Count), groups.Sum(group => group.Arrived)));
        Assert.All(groups, group => Assert.True(group.OldestAtLeastMs <= group.OldestAtMostMs));
        Assert.True(groups.Max(group => group.OldestAtLeastMs) >= 590);
        ClosedListener gone = Assert.Single(netns.ListenersClosed!, listener => listener.Local == closed);
        Assert.Equal((0L, 1, 0), (gone.Queue, gone.SharingFirst, gone.SharingLast));
    }

    [Fact]
    public void The_holder_of_a_port_is_found_where_bind_is_refused()
    {
        LabSocket listener = Listening.Make(sandbox, Loopback, port: 8080).Socket!;
        LabSocket client = sandbox.Tcp(AddressFamily.IPv4).Connect(listener.Local);
        foreach (InetEndpoint wanted in new InetEndpoint[] { new(InetAddress.AnyIPv4, client.Local.Port), new(Loopback, 8080) })
        {
            Assert.ThrowsAny<LabException>(() => sandbox.Tcp(AddressFamily.IPv4).Bind(wanted));
        }

        sandbox.Tcp(AddressFamily.IPv4).Bind(new(InetAddress.Parse("127.0.0.9"), 8080));
        CaptureOptions options = Options with
        {
            BindQuestions =
                [(Protocol.Tcp, new(InetAddress.AnyIPv4, client.Local.Port)), (Protocol.Tcp, new(Loopback, 8080)),
                    (Protocol.Tcp, new(InetAddress.AnyIPv6, 8081))],
        };
        IReadOnlyList<BindQuestion> answers = Capture(options, sandbox).Namespaces[0].BindQuestions;
        PortHolder outgoing = Assert.Single(answers[0].Holders);
        Assert.Equal((TcpState.Established, true, Environment.ProcessId), (outgoing.State, outgoing.Outgoing, outgoing.Process!.Pid));
        Assert.Equal([TcpState.Listen, TcpState.Established], answers[1].Holders.Select(holder => holder.State));
        Assert.Empty(answers[2].Holders);
    }

    private static CaptureOptions Options => new() { Version = "1", Interval = TimeSpan.FromMilliseconds(20) };

    private static Capture Capture(CaptureOptions options, params Sandbox[] sandboxes) => new HostReader(Host).Read(
        [.. sandboxes.Select(one => Host.Namespaces.Resolve(one.NetnsPath))], null, options, CancellationToken.None);

    private static long Number(string text, string after = "")
    {
        string digits = new([.. text[(text.IndexOf(after, StringComparison.Ordinal) + after.Length)..].TakeWhile(char.IsAsciiDigit)]);
        return long.Parse(digits, CultureInfo.InvariantCulture);
    }

    private NetnsCapture Take() => Capture(Options, sandbox).Namespaces[0];

    private long? HiddenOf(Holder holder) =>
        Capture(Options, sandbox).Processes.Single(process => process.Pid == holder.Pid).HiddenSockets?.Last;

    private ConnectionGroup Until(Predicate<ConnectionGroup> isThere) => Deadline.Usual.Wait(
        "the kernel's timers", () => Take().Connections!.Groups.FirstOrDefault(group => isThere(group)));
}
