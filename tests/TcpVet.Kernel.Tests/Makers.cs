using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Every maker of the laboratory by name, for theories that go through all of them.</summary>
internal static class Makers
{
    internal static readonly SortedDictionary<string, Func<Sandbox, InetAddress, MadeSocket>> All = new(StringComparer.Ordinal)
    {
        ["listen"] = (sandbox, address) => Listening.Make(sandbox, address, backlog: 7),
        ["accept queue, waiting"] = (sandbox, address) => AcceptQueue.Make(sandbox, address, backlog: 5, waiting: 2).Listener,
        ["accept queue, full"] = (sandbox, address) => AcceptQueue.MakeFull(sandbox, address, backlog: 2, turnedAway: 3).Listener,
        ["established"] = Established.Make,
        ["established, unread"] = (sandbox, address) => Established.MakeUnread(sandbox, address, 17),
        ["established, keepalive"] = (sandbox, address) => Established.MakeKeepAlive(sandbox, address),
        ["established, retransmitting"] = (sandbox, address) => Established.MakeRetransmitting(sandbox, address),
        ["established, zero window"] = ZeroWindow.Make,
        ["syn-sent"] = (sandbox, address) => SynSent.Make(sandbox, address),
        ["syn-recv, syn-ack lost"] = SynRecv.MakeSynAckLost,
        ["syn-recv, final ack lost"] = SynRecv.MakeFinalAckLost,
        ["syn-recv, deferred"] = SynRecv.MakeDeferred,
        ["fin-wait1, held"] = (sandbox, address) => FinWait1.Make(sandbox, address, orphan: false),
        ["fin-wait1, orphan"] = (sandbox, address) => FinWait1.Make(sandbox, address, orphan: true),
        ["fin-wait1, zero window"] = (sandbox, address) => FinWait1.MakeBehindZeroWindow(sandbox, address, orphan: true),
        ["fin-wait2, held"] = FinWait2.MakeHeld,
        ["fin-wait2, orphan"] = FinWait2.MakeOrphan,
        ["fin-wait2, orphan, full"] = FinWait2.MakeOrphanFull,
        ["time-wait"] = TimeWait.Make,
        ["close-wait, read"] = CloseWait.MakeReadToEnd,
        ["close-wait, unread"] = (sandbox, address) => CloseWait.MakeUnread(sandbox, address),
        ["close-wait, unread data"] = (sandbox, address) => CloseWait.MakeUnread(sandbox, address, bytes: 9),
        ["last-ack"] = LastAck.Make,
        ["closing, held"] = (sandbox, address) => Closing.Make(sandbox, address),
        ["closing, orphan"] = (sandbox, address) => Closing.Make(sandbox, address, orphan: true),
        ["new"] = (sandbox, address) => Unconnected.MakeNew(sandbox, address.Family),
        ["bound"] = Unconnected.MakeBound,
    };
}
