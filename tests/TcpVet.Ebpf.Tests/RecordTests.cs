using TcpVet.Ebpf.Interop;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>What bpf/trace.bpf.c tells of real connections.</summary>
public sealed class RecordTests
{
    /// <summary>A connection that the client closes first, from both ends, with exact figures.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void A_whole_connection_is_told(string address)
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using RecordedTrace trace = new(sandbox);
        Connection connection = Connection.Open(sandbox, InetAddress.Parse(address));
        connection.Client.Send("hello"u8);
        Assert.Equal(5, connection.Server.Receive(new byte[16]));
        connection.Server.Send("welcome"u8);
        Assert.Equal(7, connection.Client.Receive(new byte[16]));
        connection.Client.ShutdownSend();
        Assert.Equal(0, connection.Server.Receive(new byte[16]));
        connection.Server.Dispose();
        connection.Client.Dispose();
        trace.Await(trace => trace.Lives.Count == 2);

        tcpvet_life client = Assert.Single(trace.Lives, life => life.direction == RecordDirection.TCPVET_DIRECTION_OUT);
        tcpvet_life server = Assert.Single(trace.Lives, life => life.direction == RecordDirection.TCPVET_DIRECTION_IN);
        Assert.Equal(["CLOSE→SYN_SENT", "SYN_SENT→ESTABLISHED", "ESTABLISHED→FIN_WAIT1", "FIN_WAIT1→FIN_WAIT2", "FIN_WAIT2→CLOSE"], trace.PathOf(client.socket.cookie));
        Assert.Equal(["LISTEN→SYN_RECV", "SYN_RECV→ESTABLISHED", "ESTABLISHED→CLOSE_WAIT", "CLOSE_WAIT→LAST_ACK", "LAST_ACK→CLOSE"], trace.PathOf(server.socket.cookie));
        Assert.Equal((5UL, 7UL), (client.bytes_out, client.bytes_in));
        Assert.Equal((7UL, 5UL), (server.bytes_out, server.bytes_in));
        Assert.Equal((uint)Environment.ProcessId, client.socket.pid);
        Assert.Equal((uint)Environment.ProcessId, server.socket.pid);
        Assert.Equal((connection.ClientEnd.Port, connection.ServerEnd.Port), (client.socket.local_port, client.socket.peer_port));
        Assert.Equal((connection.ServerEnd.Port, connection.ClientEnd.Port), (server.socket.local_port, server.socket.peer_port));
        Assert.Equal(connection.ServerEnd.Addr, InetAddress.Read((AddressFamily)client.socket.family, client.socket.peer));
        Assert.Equal(connection.ClientEnd.Addr, InetAddress.Read((AddressFamily)client.socket.family, client.socket.local));
        Assert.True(client.opened > 0 && client.opened < client.closed);
        Assert.Equal(0UL, trace.Trace.Lost);
        Assert.Equal(0UL, trace.Trace.Forgotten);
    }

    /// <summary>Another namespace is not told of.</summary>
    [Fact]
    public void Only_the_namespace_asked_for_is_told()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using Sandbox other = new();
        using RecordedTrace trace = new(sandbox);
        Connection.Open(other, InetAddress.Parse("127.0.0.1"));
        Connection mine = Connection.Open(sandbox, InetAddress.Parse("127.0.0.1"));
        trace.Await(trace =>
            trace.Transitions.Any(record => record.to == (byte)TcpState.Established && record.socket.local_port == mine.ServerEnd.Port));

        Assert.All(trace.Transitions, record => Assert.Equal((uint)sandbox.NetnsInode, record.socket.netns));
        Assert.NotEmpty(trace.Transitions);
    }
}
