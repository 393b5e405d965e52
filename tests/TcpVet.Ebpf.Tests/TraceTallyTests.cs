using TcpVet.Ebpf.Tracing;
using TcpVet.Lab;
using TcpVet.Linux;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>The facts that a traced check-up gets: counts of what really happened.</summary>
public sealed class TraceTallyTests
{
    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    private static readonly InetAddress Here = InetAddress.Parse("127.0.0.1");

    [Fact]
    public void Closers_resets_and_ages_are_counted_by_service()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using LabSocket listener = sandbox.Tcp(AddressFamily.IPv4).Bind(new(Here, 0)).Listen(16);
        InetEndpoint service = listener.Local;
        Connection old = Connection.Through(listener, sandbox, sandbox);
        TraceTally tally = new((_, port) => port == service.Port);
        using TraceSession session = TraceSession.Start(
            Host, new TraceRequest((uint)sandbox.NetnsInode, Transitions: true, Lives: true, Resets: false),
            [Host.Namespaces.Resolve(sandbox.NetnsPath)], tally);

        Close(Connection.Through(listener, sandbox, sandbox), first: connection =>
            connection.Client, then: connection => connection.Server);
        Close(Connection.Through(listener, sandbox, sandbox), first: connection =>
            connection.Server, then: connection => connection.Client);
        Connection reset = Connection.Through(listener, sandbox, sandbox);
        reset.Client.ResetOnClose();
        reset.Client.Dispose();
        old.Client.Dispose();
        Assert.Equal(0, old.Server.Receive(new byte[1]));
        Assert.Throws<LabException>(() => sandbox.Tcp(AddressFamily.IPv4).Connect(new(Here, 9)));

        TraceFacts facts =
            Await(session, () => Facts(), facts => facts.Services.Sum(one => one.ClosedHere + one.ClosedThere + one.Failed) >= 7);
        ServiceTrace here = facts.Services.Single(one => one.Inbound && one.Service.Port == service.Port);
        ServiceTrace there = facts.Services.Single(one => !one.Inbound && one.Service == service);

        Assert.Equal((3L, 1L, 2L), (here.Opened, here.ClosedHere, here.ClosedThere));
        Assert.Equal((3L, 2L, 1L), (there.Opened, there.ClosedHere, there.ClosedThere));
        // The old one and the one that the client closed came to CLOSE_WAIT; the old one has stayed.
        Assert.Equal((2L, 1L), (here.CloseWaits, here.CloseWaitsLeft));
        Assert.NotNull(here.CloseWaitOldestMs);
        Assert.Equal(1L, facts.Services.Single(one => one.Service.Port == 9).Failed);
        Assert.Equal([(false, 1L), (true, 1L)], facts.Resets.Select(one => (one.Sent, one.Count)).Order());
        Assert.All(facts.Resets, one => Assert.Equal((Here, service.Port), (one.Peer, one.Port)));
        Assert.Equal(Environment.ProcessId, there.Process?.Pid);

        TraceFacts Facts() => tally.Facts((uint)sandbox.NetnsInode, 1000, session.Lost, session.ResetReasons, TraceSession.Now);
    }

    private static void Close(Connection connection, Func<Connection, LabSocket> first, Func<Connection, LabSocket> then)
    {
        first(connection).Dispose();
        Assert.Equal(0, then(connection).Receive(new byte[1]));
        then(connection).Dispose();
    }

    private static TraceFacts Await(TraceSession session, Func<TraceFacts> facts, Func<TraceFacts, bool> enough)
    {
        Deadline deadline = Deadline.Usual;
        while (!enough(facts()) && deadline.LeftMs > 0)
        {
            session.Read(10);
        }

        return facts();
    }
}
