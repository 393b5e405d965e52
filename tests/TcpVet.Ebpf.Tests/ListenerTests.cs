using System.Text;
using TcpVet.Ebpf.Interop;
using TcpVet.Ebpf.Listening;
using TcpVet.Lab;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>What bpf/listen.bpf.c adds up is what really happened.</summary>
public sealed class ListenerTests
{
    private static readonly InetAddress Here = InetAddress.Parse("127.0.0.1");

    private static readonly InetEndpoint Closed = new(Here, 9);

    [Fact]
    public void Refusals_are_counted_by_process_destination_and_reason()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using KernelListener listener = KernelListener.Start((uint)sandbox.NetnsInode);
        for (int i = 0; i < 7; i++)
        {
            using LabSocket socket = sandbox.Tcp(AddressFamily.IPv4);
            Assert.Throws<LabException>(() => socket.Connect(Closed));
        }

        ConnectFailure failure = Assert.Single(Heard(listener, sandbox).Failures);

        Assert.Equal((Protocol.Tcp, Closed, FailureReason.Refused, Errno.ECONNREFUSED, 7L, 0L),
            (failure.Proto, failure.Peer, failure.Reason, failure.Error, failure.Count, failure.Repeated));
        Assert.Equal((Environment.ProcessId, Here), (failure.Process?.Pid, failure.Source));
        Assert.InRange(failure.LongestMs ?? -1, 0.001, 5_000);
        Assert.InRange(failure.LastMs, 0, 60_000);
        // Taken once, it is gone.
        Assert.Empty(Heard(listener, sandbox).Failures);
    }

    [Fact]
    public void A_rejection_by_a_firewall_is_told_from_a_closed_port()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Require.Tools("nft");
        sandbox.Exec("nft", "add table inet t").Checked("nft");
        sandbox.Exec("nft", "add chain inet t i { type filter hook input priority 0; }").Checked("nft");
        sandbox.Exec("nft", "add rule inet t i tcp dport 10 reject").Checked("nft");
        using KernelListener listener = KernelListener.Start((uint)sandbox.NetnsInode);
        using LabSocket rejected = sandbox.Tcp(AddressFamily.IPv4).StartConnect(new(Here, 10));
        HeardFacts heard = Until(listener, sandbox, facts => facts.Failures.Count > 0);

        Assert.Equal((FailureReason.Rejected, 10), (heard.Failures[0].Reason, heard.Failures[0].Peer.Port));
    }

    [Fact]
    public void A_socket_that_is_closed_before_an_answer_was_given_up_and_a_reset_after_the_handshake_is_no_refusal()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Require.Tools("nft");
        sandbox.Keep(Firewall.Drop(sandbox, "tcp dport 11"));
        using KernelListener listener = KernelListener.Start((uint)sandbox.NetnsInode);
        LabSocket silent = sandbox.Tcp(AddressFamily.IPv4).StartConnect(new(Here, 11));
        Thread.Sleep(1_300);
        silent.Dispose();
        Connection connection = Connection.Open(sandbox, Here);
        connection.Server.ResetOnClose();
        connection.Server.Dispose();
        HeardFacts heard = Heard(listener, sandbox);

        ConnectFailure given = heard.Failures.Single(failure => failure.Peer.Port == 11);
        Assert.Equal((FailureReason.GivenUp, 0, 1L, 1L), (given.Reason, given.Error, given.Count, given.Repeated));
        Assert.InRange(given.LongestMs ?? 0, 1_250, 60_000);
        Assert.Equal(FailureReason.ResetLater, heard.Failures.Single(failure => failure.Peer == connection.ServerEnd).Reason);
    }

    [Fact]
    public void What_comes_about_is_no_failure()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using KernelListener listener = KernelListener.Start((uint)sandbox.NetnsInode);
        for (int i = 0; i < 20; i++)
        {
            Connection connection = Connection.Open(sandbox, Here);
            connection.Server.Send("x"u8);
            Assert.Equal(1, connection.Client.Receive(new byte[8]));
            connection.Client.Dispose();
            connection.Server.Dispose();
        }

        HeardFacts heard = Heard(listener, sandbox);
        Assert.Empty(heard.Failures);
        Assert.Equal(0, heard.FailuresLeftOut);
    }

    [Fact]
    public void Datagrams_are_counted_both_ways_and_a_refused_one_is_its_senders()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using LabSocket server = sandbox.Udp(AddressFamily.IPv4).Bind(new(Here, 5300));
        using KernelListener listener = KernelListener.Start((uint)sandbox.NetnsInode);
        using LabSocket client = sandbox.Udp(AddressFamily.IPv4).Connect(new(Here, 5300));
        for (int i = 0; i < 5; i++)
        {
            client.Send("question"u8);
            Assert.Equal(8, server.Receive(new byte[16]));
        }

        server.SendTo(client.Local, "answer"u8);
        Assert.Equal(6, client.Receive(new byte[16]));
        using LabSocket dead = sandbox.Udp(AddressFamily.IPv4).Connect(Closed);
        dead.Send("x"u8);
        HeardFacts heard = Heard(listener, sandbox);
        if (heard.Datagrams is null)
        {
            Assert.Skip("this kernel does not tell of datagrams");
        }

        DatagramFlow asked = heard.Datagrams.Single(flow => flow.Peer == server.Local);
        DatagramFlow answered = heard.Datagrams.Single(flow => flow.Local.Port == 5300);
        Assert.Equal((5L, 1L, 0), (asked.Sent, asked.Received, (int)asked.Local.Port));
        Assert.Equal((1L, 5L, null), (answered.Sent, answered.Received, answered.Peer));
        Assert.Equal((1L, 0L), heard.Datagrams.Where(flow => flow.Peer == Closed).Select(flow => (flow.Sent, flow.Received)).Single());
        ConnectFailure refused = Assert.Single(heard.Failures);
        Assert.Equal((Protocol.Udp, Closed, FailureReason.Refused, 1L, Environment.ProcessId),
            (refused.Proto, refused.Peer, refused.Reason, refused.Count, refused.Process?.Pid));
    }

    [Fact]
    public void Ten_thousand_destinations_stay_bounded_and_what_finds_no_room_is_counted()
    {
        const int Destinations = 10_000;
        using Sandbox sandbox = Allowed.Sandbox();
        using KernelListener listener = KernelListener.Start((uint)sandbox.NetnsInode);
        for (int i = 0; i < Destinations; i++)
        {
            using LabSocket socket = sandbox.Tcp(AddressFamily.IPv4);
            Assert.Throws<LabException>(() => socket.Connect(new(InetAddress.Parse($"127.{i / 250 / 250}.{i / 250 % 250}.{i % 250 + 1}"), 9)));
        }

        HeardFacts heard = Heard(listener, sandbox);

        Assert.InRange(heard.Failures.Count, 1, 200);
        Assert.Equal(Destinations, heard.Failures.Sum(failure => failure.Count) + heard.FailuresLeftOut);
    }

    [Theory]
    [InlineData(6, ListenHow.TCPVET_HOW_RESET, Errno.ECONNREFUSED, FailureReason.Refused)]
    [InlineData(6, ListenHow.TCPVET_HOW_ERROR, Errno.ECONNREFUSED, FailureReason.Rejected)]
    [InlineData(17, ListenHow.TCPVET_HOW_ERROR, Errno.ECONNREFUSED, FailureReason.Refused)]
    [InlineData(6, ListenHow.TCPVET_HOW_ERROR, Errno.ETIMEDOUT, FailureReason.TimedOut)]
    [InlineData(6, ListenHow.TCPVET_HOW_ERROR, Errno.EHOSTUNREACH, FailureReason.HostUnreachable)]
    [InlineData(6, ListenHow.TCPVET_HOW_ERROR, Errno.ENETUNREACH, FailureReason.NetworkUnreachable)]
    [InlineData(6, ListenHow.TCPVET_HOW_ERROR, Errno.EACCES, FailureReason.Prohibited)]
    [InlineData(6, ListenHow.TCPVET_HOW_GIVEN_UP, 0, FailureReason.GivenUp)]
    [InlineData(6, ListenHow.TCPVET_HOW_NO_PORT, 0, FailureReason.NoPort)]
    [InlineData(6, ListenHow.TCPVET_HOW_RESET_LATER, Errno.ECONNRESET, FailureReason.ResetLater)]
    [InlineData(6, ListenHow.TCPVET_HOW_ERROR, 9999, FailureReason.Other)]
    public void Each_way_to_fail_has_a_word(int protocol, ListenHow how, int error, FailureReason reason) =>
        Assert.Equal(reason, HeardEvents.Reason((byte)protocol, how, error));

    [Fact]
    public void A_name_without_an_end_and_with_foreign_bytes_is_taken_as_it_is()
    {
        tcpvet_failure value = new() { count = 1 };
        Span<byte> name = value.comm;
        name.Fill(0xFF);
        "\u001b[2J;$(id)"u8.CopyTo(name);
        tcpvet_failure_key key = new() { netns = 1, pid = 4, family = 2, protocol = 6, error = Errno.ECONNREFUSED };
        HeardFacts facts = new HeardEvents(0, 1_000_000, [(key, value)], 0, null, 0).FactsOf(1);

        Assert.Equal($"\u001b[2J;$(id){Encoding.UTF8.GetString([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])}", facts.Failures[0].Process?.Name);
        Assert.Null(facts.Datagrams);
        Assert.Empty(new HeardEvents(0, 1_000_000, [(key, value)], 0, null, 0).FactsOf(2).Failures);
    }

    private static HeardFacts Heard(KernelListener listener, Sandbox sandbox) => listener.Take().FactsOf(sandbox.NetnsInode);

    private static HeardFacts Until(KernelListener listener, Sandbox sandbox, Func<HeardFacts, bool> enough)
    {
        for (int i = 0; ; i++)
        {
            HeardFacts facts = Heard(listener, sandbox);
            if (enough(facts) || i == 400)
            {
                return facts;
            }

            Thread.Sleep(10);
        }
    }
}
