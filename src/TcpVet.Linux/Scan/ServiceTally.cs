using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Scan;

/// <summary>Counts the connections of each service by state, and those that no process has accepted.</summary>
/// <param name="listeners">The services.</param>
public sealed class ServiceTally(ListenerIndex listeners) : ISocketVisitor
{
    private const int Columns = 16;
    private readonly long[] counts = new long[listeners.Services.Count * Columns];
    private readonly long[] unaccepted = new long[listeners.Services.Count];

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        int service = socket.State == TcpState.Listen ? -1 : listeners.Find(in socket);
        if (service < 0)
        {
            return true;
        }

        counts[(service * Columns) + Math.Min((int)socket.State, Columns - 1)]++;
        if (socket.State == TcpState.Established && socket.Inode == 0)
        {
            unaccepted[service]++;
        }

        return true;
    }

    /// <summary>The service's connections by state; zeros are left out.</summary>
    public Dictionary<TcpState, long> States(int service)
    {
        Dictionary<TcpState, long> states = [];
        for (int state = 0; state < Columns; state++)
        {
            if (counts[(service * Columns) + state] is > 0 and long count)
            {
                states[(TcpState)state] = count;
            }
        }

        return states;
    }

    /// <summary>The service's ESTABLISHED connections that wait for accept().</summary>
    public long Unaccepted(int service) => unaccepted[service];
}
