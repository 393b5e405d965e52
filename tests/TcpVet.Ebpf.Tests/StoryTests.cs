using TcpVet.Ebpf.Tracing;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>Scripted connections, each with a known story: what is told equals it.</summary>
public sealed class StoryTests
{
    private const string ClientOpens = "CLOSE→SYN_SENT→ESTABLISHED";
    private const string ServerOpens = "LISTEN→SYN_RECV→ESTABLISHED";

    private static readonly InetAddress Here = InetAddress.Parse("127.0.0.1");

    /// <summary>An ordinary connection that the client closes, in each form of address.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void The_client_closes_first(string address)
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, InetAddress.Parse(address));
        Exchange(connection);
        connection.Client.Dispose();
        Assert.Equal(0, connection.Server.Receive(new byte[1]));
        connection.Server.Dispose();

        Told client = Client(trace, connection), server = Server(trace, connection);
        Assert.Equal((FirstCloser.Local, LifeEnd.Fin), (client.Life.FirstCloser, client.Life.EndedBy));
        Assert.Equal((FirstCloser.Peer, LifeEnd.Fin), (server.Life.FirstCloser, server.Life.EndedBy));
        // Whether the FIN found the mini-socket or the socket itself decides if the kernel tells of TIME_WAIT.
        Assert.Equal($"{ClientOpens}→FIN_WAIT1→FIN_WAIT2→TIME_WAIT", client.Path.Replace("~", "", StringComparison.Ordinal));
        Assert.Equal($"{ServerOpens}→CLOSE_WAIT→LAST_ACK→CLOSE", server.Path);
        Assert.Equal([TcpState.SynSent, TcpState.Established, TcpState.FinWait1, TcpState.FinWait2, TcpState.TimeWait],
            client.Life.States.Select(step => step.State));
        Assert.Equal([TcpState.SynRecv, TcpState.Established, TcpState.CloseWait, TcpState.LastAck],
            server.Life.States.Select(step => step.State));
        Assert.Equal((5UL, 7UL, Direction.Out), (client.Life.BytesOut, client.Life.BytesIn, client.Life.Direction));
        Assert.Equal((7UL, 5UL, Direction.In), (server.Life.BytesOut, server.Life.BytesIn, server.Life.Direction));
        Assert.Equal((Environment.ProcessId, Environment.ProcessId), (client.Life.Process?.Pid, server.Life.Process?.Pid));
        Assert.NotNull(client.Life.RttUs);
        AddsUp(client.Life);
        AddsUp(server.Life);
        Assert.Equal(0UL, trace.Session.Lost);
    }

    [Fact]
    public void The_server_closes_first()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        Exchange(connection);
        connection.Server.Dispose();
        Assert.Equal(0, connection.Client.Receive(new byte[1]));
        connection.Client.Dispose();

        Told client = Client(trace, connection), server = Server(trace, connection);
        Assert.Equal((FirstCloser.Peer, LifeEnd.Fin), (client.Life.FirstCloser, client.Life.EndedBy));
        Assert.Equal((FirstCloser.Local, LifeEnd.Fin), (server.Life.FirstCloser, server.Life.EndedBy));
        Assert.Equal($"{ClientOpens}→CLOSE_WAIT→LAST_ACK→CLOSE", client.Path);
        Assert.Equal($"{ServerOpens}→FIN_WAIT1→FIN_WAIT2→TIME_WAIT", server.Path.Replace("~", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Both_close_at_once()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        using (Firewall.DropFlow(sandbox, connection.ClientEnd, connection.ServerEnd))
        using (Firewall.DropFlow(sandbox, connection.ServerEnd, connection.ClientEnd))
        {
            connection.Client.Dispose();
            connection.Server.Dispose();
        }

        Told client = Client(trace, connection), server = Server(trace, connection);
        Assert.Equal((FirstCloser.Local, LifeEnd.Fin), (client.Life.FirstCloser, client.Life.EndedBy));
        Assert.Equal((FirstCloser.Local, LifeEnd.Fin), (server.Life.FirstCloser, server.Life.EndedBy));
        Assert.Equal($"{ClientOpens}→FIN_WAIT1→CLOSING→TIME_WAIT", client.Path);
        Assert.Equal($"{ServerOpens}→FIN_WAIT1→CLOSING→TIME_WAIT", server.Path);
        Assert.True(client.Life.Retransmits > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_end_resets(bool client)
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        LabSocket resetter = client ? connection.Client : connection.Server;
        resetter.ResetOnClose();
        resetter.Dispose();

        Told there = client
            ? Server(trace, connection)
            : Client(trace, connection), here = client ? Client(trace, connection)
            : Server(trace, connection);
        Assert.Equal((FirstCloser.Local, LifeEnd.ResetSent), (here.Life.FirstCloser, here.Life.EndedBy));
        Assert.Equal((FirstCloser.Peer, LifeEnd.ResetReceived), (there.Life.FirstCloser, there.Life.EndedBy));
        Assert.Equal($"{ClientOpens}→CLOSE", (client ? here : there).Path);
        Assert.Equal($"{ServerOpens}→CLOSE", (client ? there : here).Path);
        Assert.Equal(Environment.ProcessId, here.Life.Process?.Pid);
    }

    [Fact]
    public void Closing_with_unread_data_resets()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        connection.Client.Send("unread"u8);
        sandbox.Sockets.WaitFor(connection.ServerEnd.Port, connection.ClientEnd.Port, TcpState.Established, row => row.RecvQ == 6);
        connection.Server.Dispose();

        Assert.Equal((LifeEnd.ResetSent, FirstCloser.Local, 6UL), Facts(Server(trace, connection).Life));
        Assert.Equal((LifeEnd.ResetReceived, FirstCloser.Peer, 0UL), Facts(Client(trace, connection).Life));

        static (LifeEnd, FirstCloser, ulong) Facts(ConnectionLife life) => (life.EndedBy, life.FirstCloser, life.BytesIn);
    }

    [Fact]
    public void Data_after_the_close_is_answered_with_a_reset()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        connection.Client.Dispose();
        Assert.Equal(0, connection.Server.Receive(new byte[1]));
        connection.Server.Send("late"u8);

        Assert.Equal((LifeEnd.ResetReceived, FirstCloser.Peer),
            (Server(trace, connection).Life.EndedBy, Server(trace, connection).Life.FirstCloser));
        ConnectionLife client = Client(trace, connection).Life;
        Assert.Equal(FirstCloser.Local, client.FirstCloser);
        // A mini-socket answers by itself and goes; the socket, if the data found it, sends the RST.
        Assert.Contains(client.EndedBy, new[] { LifeEnd.ResetSent, LifeEnd.ResetReceived });
    }

    [Fact]
    public void A_closed_port_refuses()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        LabSocket client = sandbox.Tcp(AddressFamily.IPv4).Bind(new(Here, 0));
        InetEndpoint end = client.Local, closed = new(Here, 9);
        Assert.Throws<LabException>(() => client.Connect(closed));

        ConnectionLife life = trace.LifeOf(end, closed);
        Assert.Equal((LifeEnd.ResetReceived, FirstCloser.None, "ECONNREFUSED"), (life.EndedBy, life.FirstCloser, Linux.Interop.Errno.Name(life.Error)));
        Assert.Equal("CLOSE→SYN_SENT→CLOSE", trace.PathOf(end, closed));
        Assert.Equal(Environment.ProcessId, life.Process?.Pid);
        Assert.False(life.WasEstablished);
    }

    [Fact]
    public void An_unanswered_connect_times_out_and_is_told_with_its_port_before()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        sandbox.SetSysctl("net.ipv4.tcp_syn_retries", "1");
        using Firewall silence = Firewall.Drop(sandbox, "tcp dport 9");
        using ToldTrace trace = new(sandbox);
        LabSocket client = sandbox.Tcp(AddressFamily.IPv4).UserTimeout(1000).StartConnect(new(Here, 9));
        InetEndpoint end = client.Local, silent = new(Here, 9);

        trace.Await(() => trace.Transitions.Count > 0);
        Assert.Equal((TcpState.SynSent, end), (trace.Transitions[0].To, trace.Transitions[0].Local));
        ConnectionLife life = trace.LifeOf(end, silent);
        Assert.Equal((LifeEnd.Timeout, FirstCloser.None), (life.EndedBy, life.FirstCloser));
        Assert.Equal("CLOSE→SYN_SENT→CLOSE", trace.PathOf(end, silent));
    }

    [Fact]
    public void A_connect_that_is_given_up_is_told_so()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using Firewall silence = Firewall.Drop(sandbox, "tcp dport 9");
        using ToldTrace trace = new(sandbox);
        LabSocket client = sandbox.Tcp(AddressFamily.IPv4).StartConnect(new(Here, 9));
        InetEndpoint end = client.Local;
        client.Dispose();

        Assert.Equal(LifeEnd.Abandoned, trace.LifeOf(end, new(Here, 9)).EndedBy);
    }

    [Fact]
    public void An_established_connection_times_out()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        connection.Client.UserTimeout(400);
        using Firewall silence = Firewall.DropFlow(sandbox, connection.ClientEnd, connection.ServerEnd);
        connection.Client.Send("lost"u8);

        Told client = Client(trace, connection);
        Assert.Equal((LifeEnd.Timeout, FirstCloser.None, 0UL), (client.Life.EndedBy, client.Life.FirstCloser, client.Life.BytesOut));
        Assert.Equal($"{ClientOpens}→CLOSE", client.Path);
    }

    [Fact]
    public void A_half_open_connection_is_reset_when_it_speaks()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        using (Firewall.DropFlow(sandbox, connection.ServerEnd, connection.ClientEnd))
        {
            connection.Server.ResetOnClose();
            connection.Server.Dispose();
        }

        connection.Client.Send("is anybody there?"u8);

        Told client = Client(trace, connection);
        Assert.Equal((LifeEnd.ResetReceived, FirstCloser.Peer), (client.Life.EndedBy, client.Life.FirstCloser));
        Assert.Equal(LifeEnd.ResetSent, Server(trace, connection).Life.EndedBy);
    }

    [Fact]
    public void A_half_close_is_told_with_the_time_in_it()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        connection.Client.ShutdownSend();
        Assert.Equal(0, connection.Server.Receive(new byte[1]));
        connection.Server.Send("still talking"u8);
        Assert.Equal(13, connection.Client.Receive(new byte[32]));
        Thread.Sleep(100);
        connection.Server.Dispose();
        Assert.Equal(0, connection.Client.Receive(new byte[1]));

        Told client = Client(trace, connection), server = Server(trace, connection);
        Assert.Equal($"{ClientOpens}→FIN_WAIT1→FIN_WAIT2→TIME_WAIT", client.Path);
        Assert.Equal((LifeEnd.Fin, FirstCloser.Local, 13UL, 0UL),
            (client.Life.EndedBy, client.Life.FirstCloser, client.Life.BytesIn, client.Life.BytesOut));
        Assert.Equal(13UL, server.Life.BytesOut);
        Assert.True(client.Life.States.Single(step => step.State == TcpState.FinWait2).Ns >= 90_000_000);
        Assert.True(server.Life.States.Single(step => step.State == TcpState.CloseWait).Ns >= 90_000_000);
    }

    [Fact]
    public void An_orphan_expires()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        connection.Client.OrphanLinger(1);
        connection.Client.Dispose();

        Told client = Client(trace, connection);
        Assert.Equal((LifeEnd.Timeout, FirstCloser.Local), (client.Life.EndedBy, client.Life.FirstCloser));
        Assert.Equal($"{ClientOpens}→FIN_WAIT1→FIN_WAIT2→~CLOSE", client.Path);
        Assert.InRange(client.Life.States[^1].Ns!.Value, 900_000_000UL, 3_000_000_000UL);
    }

    [Fact]
    public void An_orphan_whose_FIN_is_never_answered_times_out()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        sandbox.SetSysctl("net.ipv4.tcp_orphan_retries", "1");
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        using Firewall silence = Firewall.DropFlow(sandbox, connection.ClientEnd, connection.ServerEnd);
        connection.Client.Dispose();

        Told client = Client(trace, connection);
        Assert.Equal((LifeEnd.Timeout, FirstCloser.Local), (client.Life.EndedBy, client.Life.FirstCloser));
        Assert.Equal($"{ClientOpens}→FIN_WAIT1→CLOSE", client.Path);
    }

    [Fact]
    public void A_destroyed_connection_is_not_its_destroyers()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, Here);
        sandbox.Exec("ss", "-K", "dport", $":{connection.ServerEnd.Port}");

        Told client = Client(trace, connection);
        Assert.Equal((LifeEnd.Destroyed, FirstCloser.None, Environment.ProcessId),
            (client.Life.EndedBy, client.Life.FirstCloser, client.Life.Process?.Pid));
    }

    /// <summary>The connection's two ends must not lie about time: the states fill its length.</summary>
    private static void AddsUp(ConnectionLife life)
    {
        decimal sum = life.States.Where(step => step.State != TcpState.TimeWait).Sum(step => (decimal)step.Ns!.Value);
        Assert.Equal((decimal)life.LastedNs!.Value, sum);
    }

    private static void Exchange(Connection connection)
    {
        connection.Client.Send("hello"u8);
        Assert.Equal(5, connection.Server.Receive(new byte[16]));
        connection.Server.Send("welcome"u8);
        Assert.Equal(7, connection.Client.Receive(new byte[16]));
    }

    private static Told Client(ToldTrace trace, Connection connection) =>
        new(trace.LifeOf(connection.ClientEnd, connection.ServerEnd), trace.PathOf(connection.ClientEnd, connection.ServerEnd));

    private static Told Server(ToldTrace trace, Connection connection) =>
        new(trace.LifeOf(connection.ServerEnd, connection.ClientEnd), trace.PathOf(connection.ServerEnd, connection.ClientEnd));

    private sealed record Told(ConnectionLife Life, string Path);
}
