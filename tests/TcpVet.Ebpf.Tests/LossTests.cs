using TcpVet.Ebpf.Interop;
using TcpVet.Ebpf.Tracing;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>A reader that is slower than the connections: what is lost is counted, to the last record.</summary>
public sealed class LossTests
{
    [Fact]
    public void What_finds_no_room_is_counted()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Counter small = new(), large = new();
        TraceRequest request = new((uint)sandbox.NetnsInode, Transitions: true, Lives: true, Resets: true);
        using ConnectionTrace slow = ConnectionTrace.Start(request with { BufferBytes = 4096 });
        using ConnectionTrace quick = ConnectionTrace.Start(request);
        for (int i = 0; i < 20; i++)
        {
            Connection connection = Connection.Open(sandbox, InetAddress.Parse("127.0.0.1"));
            connection.Client.ResetOnClose();
            connection.Client.Dispose();
            connection.Server.Dispose();
        }

        slow.Read(0, small);
        quick.Read(0, large);
        Assert.True(slow.Lost > 0);
        Assert.Equal(0UL, quick.Lost);
        Assert.Equal(large.Told, small.Told + (long)slow.Lost);
    }

    private sealed class Counter : ITraceReader
    {
        public long Told { get; private set; }

        public void OnTransition(in tcpvet_transition record) => Told++;

        public void OnLife(in tcpvet_life record) => Told++;

        public void OnReset(in tcpvet_reset record) => Told++;
    }
}
