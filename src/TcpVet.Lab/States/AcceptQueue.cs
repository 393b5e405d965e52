using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>
/// A listener whose connections nobody accepts: they stand in its queue, ESTABLISHED, with inode 0 and no process.
/// When the queue is full the listener turns SYNs away and counts them (sk_drops; net/ipv4/tcp_input.c <c>tcp_conn_request</c>).
/// </summary>
/// <param name="Listener">The listener.</param>
/// <param name="Clients">The clients whose connections stand in the queue.</param>
/// <param name="TurnedAway">What <see cref="LabSocket.Drops"/> of the listener stays at: the clients that were turned away gave up.</param>
public sealed record AcceptQueue(MadeSocket Listener, IReadOnlyList<LabSocket> Clients, uint TurnedAway)
{
    /// <summary>Makes a queue that is not full.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">What to listen on.</param>
    /// <param name="backlog">The limit.</param>
    /// <param name="waiting">How many connections stand in it, at most <paramref name="backlog"/> + 1.</param>
    /// <param name="port">0 for one of the kernel's choice.</param>
    public static AcceptQueue Make(Sandbox sandbox, InetAddress address, int backlog, int waiting, ushort port = 0)
    {
        MadeSocket listener = Listening.Make(sandbox, address, backlog, port);
        LabSocket[] clients = [.. Sequence.Range(0, waiting).Select(_ => sandbox.Tcp(address.Family).Connect(listener.Local))];
        sandbox.Sockets.WaitFor(listener.Local.Port, 0, TcpState.Listen, row => row.RecvQ == waiting);
        return new AcceptQueue(listener, clients, 0);
    }

    /// <summary>Makes a full queue: backlog + 1 connections, since the kernel's limit is exceeded once.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">What to listen on.</param>
    /// <param name="backlog">The limit.</param>
    /// <param name="turnedAway">How many further clients try in vain; each sends one SYN and gives up.</param>
    /// <param name="port">0 for one of the kernel's choice.</param>
    public static AcceptQueue MakeFull(Sandbox sandbox, InetAddress address, int backlog, int turnedAway, ushort port = 0)
    {
        AcceptQueue queue = Make(sandbox, address, backlog, backlog + 1, port);
        LabSocket listener = queue.Listener.Socket!;
        for (uint i = 1; i <= turnedAway; i++)
        {
            using LabSocket client = sandbox.Tcp(address.Family).StartConnect(queue.Listener.Local);
            Deadline.Usual.Wait("the listener's drop", () => listener.Drops >= i ? listener : null);
        }

        return queue with { TurnedAway = listener.Drops };
    }
}
