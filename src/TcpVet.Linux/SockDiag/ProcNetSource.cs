using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>Sockets from /proc/net/{tcp,tcp6,udp,udp6}: what remains where sock_diag is refused or missing.</summary>
/// <param name="root">Where proc is mounted.</param>
public sealed class ProcNetSource(ProcFsRoot root) : SocketSource
{
    /// <inheritdoc/>
    public override bool IsComplete => false;

    /// <inheritdoc/>
    public override DumpOutcome Dump(SocketQuery query, ISocketVisitor visitor)
    {
        if (query.Family is { } family)
        {
            return DumpFamily(query, family, visitor);
        }

        DumpOutcome first = DumpFamily(query, AddressFamily.IPv4, visitor);
        return first.Stopped ? first : first.And(DumpFamily(query, AddressFamily.IPv6, visitor));
    }

    private DumpOutcome DumpFamily(SocketQuery query, AddressFamily family, ISocketVisitor visitor)
    {
        long sockets = 0;
        bool stopped = false;
        ProcNetPass? pass = ProcNetSockets.Read(root, family, query.Protocol, message =>
        {
            if (stopped || !SocketView.TryRead(query.Protocol, message, out SocketView socket) || !query.States.Contains(socket.State))
            {
                return;
            }

            sockets++;
            stopped = !visitor.Visit(in socket);
        });
        return new DumpOutcome(sockets, Disturbed: false, pass?.Unreadable ?? 0, stopped);
    }
}
